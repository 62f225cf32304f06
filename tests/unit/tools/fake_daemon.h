// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "session/session.h"
#include "tests/unit/session/fake_host.h"

namespace kmsmirror::test {

// A daemon with one source and no display, on a bus of the test: shows each frame at once and keeps its picture. Runs
// on a thread of its own.
class FakeDaemon {
public:
    enum class Kind {
        ready,
        without_source,  // until bring_source()
        forbidding       // nobody may open a session
    };

    // Returns when the name is on the bus.
    FakeDaemon(const std::string& bus_address, Size size, Kind kind = Kind::ready);
    // Ends it like a crash, also while it has a client.
    ~FakeDaemon();
    FakeDaemon(const FakeDaemon&) = delete;
    FakeDaemon& operator=(const FakeDaemon&) = delete;

    void bring_source();

    // Waits until the daemon has seen its client go. That can be later than the client's end: until the bus has let go
    // of the channel, which came through it, the channel does not end.
    void wait_until_alone();

    // Ends the daemon when it is alone. After that:
    void stop();
    [[nodiscard]] const session::FakeHost& host() const noexcept { return host_; }
    [[nodiscard]] const std::vector<std::byte>& picture() const noexcept { return picture_; }
    [[nodiscard]] const std::vector<session::CloseReason>& closed() const noexcept { return closed_; }

private:
    static int on_manager_call(sd_bus_message* call, void* daemon, sd_bus_error* error);
    static int on_source_call(sd_bus_message* call, void* daemon, sd_bus_error* error);
    void announce_source();
    void end_session(session::CloseReason reason);
    void end();
    void run();
    void show(const session::PresentedFrame& frame);
    void count_clients(int change);

    session::FakeHost host_;
    std::unique_ptr<session::Session> session_;
    std::vector<std::byte> picture_;
    std::vector<session::CloseReason> closed_;
    int shown_ = -1;  // buffer on the display
    bool has_source_;
    bool is_forbidding_;
    sd_bus* bus_ = nullptr;
    UniqueFd source_event_;
    UniqueFd stop_event_;
    std::mutex mutex_;  // for
    int clients_ = 0;
    std::condition_variable clients_changed_;
    std::thread thread_;
};

}  // namespace kmsmirror::test
