// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror-frame.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/geometry.h"

namespace kmsmirror::session {

// Why a buffer is not attached. The session goes on.
struct Refusal {
    kmsmirror_frame_attach_result result = KMSMIRROR_FRAME_REFUSED_SOURCE;
    std::string text;
};

// What the numbers of an ATTACH have wrong, before its memory is looked at.
[[nodiscard]] std::optional<Refusal> check_layout(const kmsmirror_frame_attach& message, Size source);

// Whether the picture of a good layout ends inside the dma-buf, which has `bytes` bytes.
[[nodiscard]] std::optional<Refusal> check_extent(const kmsmirror_frame_attach& message, std::uint64_t bytes);

}  // namespace kmsmirror::session
