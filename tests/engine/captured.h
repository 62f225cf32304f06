// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "fakes/picture.h"
#include "pixels/sealed_image.h"

namespace kmsmirror::tests {

// What a capture gave: a picture, or the error.
struct Captured {
    std::optional<fakes::Picture> picture;
    CallError error;
    std::uint64_t sequence = 0;  // of the frame
};

// Empty until the capture is answered.
using CaptureAnswer = std::shared_ptr<std::optional<Captured>>;

[[nodiscard]] Captured read_captured(const CallResult<pixels::SealedImage>& image);

}  // namespace kmsmirror::tests
