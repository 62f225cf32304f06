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

// What a PRESENT of `bytes` bytes has wrong in itself; who owns the buffer is another matter. Afterwards its
// rectangles can be believed.
[[nodiscard]] std::optional<BrokenRule> check_present(const kmsmirror_frame_present& message, std::size_t bytes,
                                                      Size source);

}  // namespace kmsmirror::session
