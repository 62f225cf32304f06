// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <chrono>
#include <map>
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

// Opens the first source, `replace` = also when another client has it, `wait` = as soon as it can be had. Throws
// std::runtime_error.
[[nodiscard]] SessionPtr open_session(bool session_bus, bool replace, bool wait);

// Shows pictures in the middle of the display of a source, black around. Every buffer gets only what has changed since
// it was drawn last; the source may exchange its buffers at any time. What fails throws std::runtime_error with a
// sentence for the user.
class Screen {
public:
    // `format` is that of the pictures, DRM_FORMAT_XRGB8888 or the source's own. Pictures larger than the source, and
    // formats that cannot be shown, are refused.
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
    void draw(std::uint32_t index, const std::byte* picture);
    void copy(const kmsmirror_buffer& buffer, const std::byte* picture, const kmsmirror_rect& area) const;
    int check(int result) const;

    std::vector<OwnMemory> own_memory_;  // longer than the session
    SessionPtr session_;
    PictureLayout layout_;
    std::uint32_t format_;
    std::int32_t left_ = 0;  // of the picture on the display
    std::int32_t top_ = 0;
    std::uint64_t serial_ = 0;  // of the last picture, the first is 1
    std::uint64_t presented_serial_ = 0;
    kmsmirror_listener listener_{};
    std::map<std::uint32_t, Damage> outdated_;  // by index, in picture coordinates
};

}  // namespace kmsmirror::tools
