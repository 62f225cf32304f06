// SPDX-License-Identifier: MIT
#include "app/capture_reply.h"

#include <fmt/format.h>

#include "base/errno_name.h"
#include "kms/format.h"
#include "source/source_buffer.h"

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;
using Reason = pixels::CaptureFailure::Reason;

bus::ControlError describe(const std::string& id, const pixels::CaptureFailure& failure) {
    switch (failure.reason) {
        case Reason::nothing_shown:
            return {Kind::not_mirroring, id + " shows nothing now"};
        case Reason::busy:
            return {Kind::busy, id + " is being captured already"};
        case Reason::gone:
            return {Kind::device_gone, id + " has no display now"};
        case Reason::call_failed:
            break;
    }
    return {Kind::failed, fmt::format("{} of {} failed: {}", failure.error.call, id, errno_name(failure.error.error))};
}

}  // namespace

CaptureReply::~CaptureReply() {
    if (on_capture_)
        answer(pixels::no_capture(Reason::gone));
}

void CaptureReply::answer(pixels::CaptureResult image) {
    const auto on_capture = std::exchange(on_capture_, nullptr);
    if (!on_capture)
        return;
    if (!image) {
        on_capture(tl::unexpected(describe(id_, image.error())));
        return;
    }
    on_capture(bus::Capture{std::move(image->memory), image->size, image->pitch,
                            kms::fourcc_text(source::fourcc_of(image->format)), image->sequence});
}

}  // namespace kmsmirror::app
