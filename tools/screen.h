// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/frame_diff.h"
#include "tools/own_memory.h"

namespace kmsmirror::tools {

using Clock = std::chrono::steady_clock;

struct SessionDeleter {
    void operator()(kmsmirror_session* session) const noexcept { kmsmirror_close(session); }
};
using SessionPtr = std::unique_ptr<kmsmirror_session, SessionDeleter>;

// Opens the first source, `replace` = also when another client has it. With `on_wait` as soon as it can be had: that is
// called, with what is waited for, where it cannot at once. Throws std::runtime_error.
[[nodiscard]] SessionPtr open_session(bool session_bus, bool replace,
                                      const std::function<void(const std::string& what)>& on_wait);

// Shows pictures in the middle of the display of a source, black around, and waits where kmsmirror_show() does not.
// What fails throws std::runtime_error with a sentence for the user.
class Screen {
public:
    // `format` is that of the pictures, DRM_FORMAT_XRGB8888 or DRM_FORMAT_RGB565. Pictures larger than the source are
    // refused.
    Screen(SessionPtr session, PictureLayout layout, std::uint32_t format);

    // Shows pictures in this memory from now on instead of the source's own buffers; may be called again for more.
    // Throws if it is refused. Returns why the daemon copies what is in it; empty if it scans it out.
    std::string attach(OwnMemory memory);

    // Waits for a free buffer and presents the picture. `damage` is what changed since the picture before; for the
    // first one it does not matter.
    void show(const std::byte* picture, const Damage& damage);

    // Handles what the daemon says until `time`.
    void wait_until(Clock::time_point time);
    // Until the last picture is on the display.
    void wait_for_last();
    // Until SIGTERM or SIGINT.
    void hold();

private:
    static void on_presented(void* data, std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns);
    int check(int result) const;
    void wait_for_message(std::chrono::milliseconds longest);

    std::vector<OwnMemory> own_memory_;  // longer than the session
    SessionPtr session_;
    PictureLayout layout_;
    std::uint64_t serial_ = 0;  // of the last picture, the first is 1
    std::uint64_t presented_serial_ = 0;
    kmsmirror_listener listener_{};
};

}  // namespace kmsmirror::tools
