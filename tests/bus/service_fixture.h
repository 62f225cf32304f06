// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bus/service.h"
#include "bus_client.h"
#include "fake_control.h"
#include "loop/event_loop.h"
#include "private_bus.h"

namespace kmsmirror::test {

inline const std::string manager_path = "/org/kmsmirror1";
inline const std::string source_path = "/org/kmsmirror1/source/card0_2dHDMI";
inline const std::string sink_path = "/org/kmsmirror1/sink/usb_2d1_3a1";
inline const std::string session_path = "/org/kmsmirror1/session/_37";
inline const std::string log_path = "/org/freedesktop/LogControl1";
inline const std::string manager_interface = "org.kmsmirror1.Manager";
inline const std::string source_interface = "org.kmsmirror1.Source";
inline const std::string sink_interface = "org.kmsmirror1.Sink";
inline const std::string session_interface = "org.kmsmirror1.Session";
inline const std::string log_interface = "org.freedesktop.LogControl1";

inline constexpr const char* invalid_args = "org.freedesktop.DBus.Error.InvalidArgs";
inline constexpr const char* access_denied = "org.freedesktop.DBus.Error.AccessDenied";
inline constexpr const char* failed = "org.kmsmirror1.Error.Failed";

[[nodiscard]] SourceStatus example_source();
[[nodiscard]] SinkStatus example_sink();
[[nodiscard]] SessionStatus example_session();

// The service with one source, one sink and one session on a private bus; its loop runs on a thread of its own, as a
// program of its own would, and the test is the client.
class BusService : public testing::Test {
public:
    ~BusService() override;

protected:
    explicit BusService(bus::AccessPolicy access = {}, PrivateBus::Policy policy = PrivateBus::Policy::as_installed);

    // Runs `function` on the loop's thread and returns when it is done.
    void on_loop(const std::function<void()>& function);

    // Runs `condition` on the loop's thread until it holds; false when that takes too long.
    [[nodiscard]] bool wait_on_loop(const std::function<bool()>& condition);

    // True when all that the service sent before this call is in client.signals().
    [[nodiscard]] bool wait_for_signals();

    // What PropertiesChanged said since the last call, as "PATH TEXT".
    [[nodiscard]] std::vector<std::string> changes();

    [[nodiscard]] bus::BusAddress address() const { return {bus::BusAddress::Kind::address, bus_.address()}; }

    PrivateBus bus_;
    loop::EventLoop loop_;
    FakeControl control_;
    int lost_count_ = 0;
    std::optional<bus::Service> service_;
    BusClient client_{bus_.address()};

private:
    std::size_t seen_signals_ = 0;
    std::thread thread_;
};

}  // namespace kmsmirror::test
