// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "fakes/picture.h"
#include "pixels/capture.h"

namespace kmsmirror::tests {

// What a capture gave: a picture, or why there is none.
struct Captured {
    std::optional<fakes::Picture> picture;
    pixels::CaptureFailure failure;
    std::uint64_t sequence = 0;  // of the frame
};

// Empty until the capture is answered.
using CaptureAnswer = std::shared_ptr<std::optional<Captured>>;

[[nodiscard]] Captured read_captured(const pixels::CaptureResult& image);

}  // namespace kmsmirror::tests
