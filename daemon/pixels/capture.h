// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "base/result.h"
#include "pixels/sealed_image.h"

namespace kmsmirror::pixels {

// Why there is no copy of what is shown.
struct CaptureFailure {
    enum class Reason {
        nothing_shown,  // there is no picture
        busy,           // one copy at a time, and it is being made
        gone,           // what was to be copied went away meanwhile
        call_failed,
    };
    Reason reason = Reason::nothing_shown;
    CallError error = {};  // of call_failed
    bool operator==(const CaptureFailure&) const = default;
};

using CaptureResult = tl::expected<SealedImage, CaptureFailure>;
using OnCapture = std::function<void(CaptureResult)>;

[[nodiscard]] inline tl::unexpected<CaptureFailure> no_capture(CaptureFailure::Reason reason) noexcept {
    return tl::unexpected<CaptureFailure>({reason});
}

[[nodiscard]] inline tl::unexpected<CaptureFailure> no_capture(CallError error) noexcept {
    return tl::unexpected<CaptureFailure>({CaptureFailure::Reason::call_failed, error});
}

}  // namespace kmsmirror::pixels
