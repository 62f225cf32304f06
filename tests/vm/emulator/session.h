// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "tests/vm/emulator/display.h"
#include "tests/vm/emulator/usb_device.h"
#include "tests/vm/emulator/usbip_protocol.h"

namespace kmsmirror::emulator {

struct SessionState {
    std::optional<Size> mode;
    bool is_shown = false;
    bool is_connected = true;  // the kernel holds the other end
    DisplayCounters display;
    UsbCounters usb;
};

// One plugged-in display: owns our end of the USB/IP socket and the thread that answers on it. Every public function
// may be called from any thread.
class Session {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    Session(std::string name, std::unique_ptr<Display> display, UniqueFd socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // From now on every transfer fails at once, as with a device that is gone.
    void refuse_transfers();
    // Pulls the cable and ends the thread; everyone who waits is told.
    void disconnect();

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] SessionState state() const;
    void reset_counters();
    // Nothing without a mode.
    [[nodiscard]] std::optional<Image> picture() const;

    // Rises whenever an update has ended or the output has changed.
    [[nodiscard]] std::uint64_t generation() const;
    // Until generation() is past `seen`; false at the deadline or when the connection has ended.
    [[nodiscard]] bool wait_past(std::uint64_t seen, Deadline deadline) const;
    // Until `condition` holds for the state; false at the deadline or when the connection has ended.
    [[nodiscard]] bool wait_for(const std::function<bool(const SessionState&)>& condition, Deadline deadline) const;

private:
    void run();
    bool serve_one();
    bool wait_readable();
    bool answer(const SubmitRequest& request);
    Completion submit(const SubmitRequest& request);
    void publish_if_changed();
    void log_error();
    [[nodiscard]] SessionState state_locked() const;

    std::string name_;
    std::unique_ptr<Display> display_;
    UsbDevice device_;
    UniqueFd socket_;
    std::vector<std::uint8_t> payload_;  // only the thread's

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::uint64_t generation_ = 0;
    SessionState published_;
    bool is_connected_ = true;
    bool is_refusing_ = false;
    std::mutex teardown_mutex_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace kmsmirror::emulator
