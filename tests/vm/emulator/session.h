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
#include "tests/vm/emulator/transfer_queue.h"
#include "tests/vm/emulator/usb_device.h"

namespace kmsmirror::emulator {

struct SessionState {
    std::optional<Size> mode;
    bool is_shown = false;
    bool is_connected = true;  // the kernel holds the other end
    DisplayCounters display;
    UsbCounters usb;
    std::uint64_t cancelled_transfers = 0;  // by the kernel, before they were answered
    std::uint64_t waiting_transfers = 0;    // not answered yet
    std::uint64_t strange_pictures = 0;     // of another colour than those watched for
    std::chrono::milliseconds idle{0};      // since the last pixel, or since the plug if there was none
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

    // From now on no transfer is answered; cancelling works. resume() answers those that wait.
    void stall();
    void resume();
    // How fast bulk transfers are taken; nothing = no limit.
    void set_speed(std::optional<std::uint64_t> bytes_per_second);
    // Pulls the cable itself when that many bytes of bulk transfers have come; the last of these is never answered.
    void vanish_after(std::uint64_t bytes);
    // From now on counts the pictures that are not of these colours (XRGB8888) alone, the present one included. A
    // display that shows nothing has none of them. No colours = counts none.
    void watch_colours(std::vector<std::uint32_t> colours);
    void change_display(const std::function<void(Display&)>& change);

    // From now on every transfer fails at once, those that wait too, as with a device that is gone.
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
    using Clock = std::chrono::steady_clock;

    struct Answer {
        std::uint32_t seqnum = 0;
        Completion completion;
    };

    void run();
    bool serve_once();
    [[nodiscard]] std::optional<Clock::duration> time_to_next_step() const;
    void finish_quiet_update();
    bool receive_request();
    bool receive_transfer(const SubmitRequest& request);
    [[nodiscard]] std::optional<std::size_t> vanishes_within(const Transfer& transfer);
    bool answer_unlink(const UnlinkRequest& request);
    bool answer_due();
    [[nodiscard]] std::optional<Answer> complete_next();
    void wake() const;
    void publish_if_changed();
    void look_for_strange_colours();
    void log_error();
    [[nodiscard]] SessionState state_locked() const;

    std::string name_;
    std::unique_ptr<Display> display_;
    UsbDevice device_;
    UniqueFd socket_;
    UniqueFd wake_;
    std::vector<std::uint8_t> spare_payload_;  // only the thread's

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    TransferQueue queue_;
    std::optional<std::uint64_t> vanish_after_;
    std::uint64_t cancelled_transfers_ = 0;
    std::vector<std::uint32_t> watched_colours_;
    std::uint64_t strange_pictures_ = 0;
    Clock::time_point last_pixel_ = Clock::now();
    std::uint64_t generation_ = 0;
    SessionState published_;
    bool is_connected_ = true;
    bool is_refusing_ = false;
    std::mutex teardown_mutex_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace kmsmirror::emulator
