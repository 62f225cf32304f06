// SPDX-License-Identifier: MIT
#include "app/still_picture.h"

#include <memory>
#include <utility>

#include "mirror/viewport.h"
#include "source/shadow.h"

namespace kmsmirror::app {

void StillPicture::set(Draw draw) {
    draw_ = std::move(draw);
    shown_ = false;
}

void StillPicture::end() noexcept {
    draw_ = nullptr;
    shown_ = false;
}

void StillPicture::forget() noexcept {
    in_flight_ = false;
    shown_ = false;
}

sink::ShowRequest StillPicture::begin(std::uint64_t number, const kms::ModeInfo& mode, bool modeset) {
    in_flight_ = true;
    shown_ = true;  // unless another one is set meanwhile
    const Rect all = rect_of(mode.size());
    auto shadow = std::make_shared<source::Shadow>(mode.size(), pixels::Format::xrgb8888);
    shadow->draw(draw_);
    const mirror::Job job{{},   mirror::Path::copy, modeset, mirror::centred_viewport(mode.size(), mode.size()), {all},
                          {all}};
    return {number, job, mode, nullptr, std::move(shadow)};
}

void StillPicture::done(bool shown) noexcept {
    in_flight_ = false;
    shown_ = shown_ && shown;
}

}  // namespace kmsmirror::app
