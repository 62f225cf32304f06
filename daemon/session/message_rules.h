// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror-frame.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/geometry.h"

namespace kmsmirror::session {

// Why a message ends the session.
struct BrokenRule {
    std::uint32_t code = 0;  // enum kmsmirror_frame_error_code
    std::string text;
};

// What a message of `bytes` bytes with that many file descriptors has wrong, whatever its type is. `header` is what it
// begins with, as far as it goes.
[[nodiscard]] std::optional<BrokenRule> check_message(const kmsmirror_frame_header& header, std::size_t bytes,
                                                      int fd_count);

// What a PRESENT of `bytes` bytes has wrong in itself; who owns the buffer is another matter. Afterwards its
// rectangles can be believed.
[[nodiscard]] std::optional<BrokenRule> check_present(const kmsmirror_frame_present& message, std::size_t bytes,
                                                      Size source);

}  // namespace kmsmirror::session
