// SPDX-License-Identifier: MIT
#include "app/capture_reply.h"

#include <fmt/format.h>

#include "base/errno_name.h"
#include "kms/format.h"
#include "source/source_buffer.h"

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;

bus::ControlError describe(const std::string& id, const CallError& error) {
    if (error.error == errno_error(ENODATA))
        return {Kind::not_mirroring, id + " shows nothing now"};
    if (error.error == errno_error(EBUSY))
        return {Kind::busy, id + " is being captured already"};
    if (error.error == errno_error(ENODEV))
        return {Kind::device_gone, id + " has no display now"};
    return {Kind::failed, fmt::format("{} of {} failed: {}", error.call, id, errno_name(error.error))};
}

}  // namespace

CaptureReply::~CaptureReply() {
    if (on_capture_)
        answer(call_failure("CAPTURE", errno_error(ENODEV)));
}

void CaptureReply::answer(CallResult<pixels::SealedImage> image) {
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
