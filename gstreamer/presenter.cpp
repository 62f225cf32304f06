// SPDX-License-Identifier: MIT
#include "gstreamer/presenter.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "gstreamer/pool.h"

namespace kmsmirror::gstreamer {
namespace {

constexpr int recheck_ms = 100;
constexpr int reopen_timeout_ms = 1000;
constexpr std::chrono::seconds between_tries{1};

bool is_over(int result) {
    return result == -EPROTO || result == -ENODEV || result == -EPIPE;
}

}  // namespace

Presenter::Presenter(std::shared_ptr<Display> display, Damage damage) : display_(std::move(display)), damage_(damage) {}

bool Presenter::set_format(const GstVideoInfo& info) {
    const PictureKind kind = picture_of(info);
    info_ = info;
    if (damage_ == Damage::difference) {
        layout_ = {kind.width, kind.height, static_cast<std::uint32_t>(GST_VIDEO_INFO_COMP_PSTRIDE(&info, 0))};
        diff_.emplace(layout_);
        frame_.assign(layout_.bytes(), std::byte{0});
        before_ = frame_;
    }
    const int result = display_->set_picture(kind);
    has_place_ = result >= 0 || is_over(result);
    return has_place_;
}

void Presenter::interrupt(bool is_interrupted) {
    is_interrupted_ = is_interrupted;
    display_->wake();
}

Outcome Presenter::show(GstBuffer* buffer) {
    if (!has_place_)
        return Outcome::lost;
    Loan* loan = loan_of(buffer);
    if (loan != nullptr && damage_ == Damage::whole)
        return wait_for([this, loan] { return display_->present(*loan); });
    GstVideoFrame frame;
    if (gst_video_frame_map(&frame, &info_, buffer, GST_MAP_READ) == FALSE)
        return Outcome::failed;
    Picture picture{GST_VIDEO_FRAME_PLANE_DATA(&frame, 0),
                    static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0)), nullptr, 0};
    if (damage_ == Damage::difference)
        picture = compare(frame);
    const Outcome outcome = wait_for(
        [this, &picture] { return display_->show(picture.pixels, picture.pitch, picture.rectangles, picture.count); });
    gst_video_frame_unmap(&frame);
    if (outcome == Outcome::interrupted)
        frame_.swap(before_);  // whatever comes next, this frame again or another, differs from what was shown last
    return outcome;
}

Presenter::Picture Presenter::compare(const GstVideoFrame& frame) {
    frame_.swap(before_);
    const auto* from = static_cast<const std::byte*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
    const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0));
    for (std::size_t y = 0; y < layout_.height; ++y)
        std::memcpy(frame_.data() + y * layout_.row_bytes(), from + y * stride, layout_.row_bytes());
    const tools::Damage& damage = diff_->compare(before_.data(), frame_.data());
    // data() of an empty vector may be null, which means that everything changed
    static constexpr kmsmirror_rect none{};
    return {frame_.data(), layout_.row_bytes(), damage.empty() ? &none : damage.data(), damage.size()};
}

Outcome Presenter::wait_for(const std::function<int()>& show) {
    bool has_returned = false;
    while (!is_interrupted_) {
        const int result = show();
        if (result >= 0)
            return has_returned ? Outcome::returned : Outcome::shown;
        if (result == -EAGAIN) {
            display_->wait(recheck_ms);
            continue;
        }
        if (!is_over(result))
            return Outcome::failed;
        if (!reopen())
            return Outcome::lost;
        has_returned = true;
        if (!has_place_)
            return Outcome::returned;
    }
    return Outcome::interrupted;
}

bool Presenter::reopen() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_try_)
        return false;
    next_try_ = now + between_tries;
    if (display_->open(reopen_timeout_ms) < 0)
        return false;
    has_place_ = display_->set_picture(picture_of(info_)) >= 0;
    return true;
}

}  // namespace kmsmirror::gstreamer
