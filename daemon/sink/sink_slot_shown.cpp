// SPDX-License-Identifier: MIT
#include <utility>

#include "sink/sink_slot.h"

// What users want a display to show in place of the source.
namespace kmsmirror::sink {

void SinkSlot::pause() {
    is_paused_ = true;
    if (projector_)
        projector_->pause(true);
    update_status();
}

void SinkSlot::show_still(source::StillSource::Draw draw, SinkState state) {
    is_paused_ = false;
    draw_ = std::move(draw);
    still_state_ = state;
    project_still();
    // Hidden by then, where a still picture comes: the source's newest shall not flash up.
    if (projector_)
        projector_->pause(false);
    update_status();
}

void SinkSlot::set_power(bool on) {
    power_.want_off(!on);
    show_front();
    turn_off();
    update_status();
}

void SinkSlot::turn_off() {
    if (found_ && found_->connected)
        power_.pump();
}

void SinkSlot::forget_mode() {
    mode_set_.reset();
    if (projector_)
        projector_->require_modeset();
    if (still_projector_)
        still_projector_->require_modeset();
}

void SinkSlot::capture(pixels::OnCapture on_capture) {
    if (const Projector* const shown = front(); card_.is_open() && shown != nullptr && shown->has_picture())
        card_.capture(std::move(on_capture));
    else
        on_capture(pixels::no_capture(pixels::CaptureFailure::Reason::nothing_shown));
}

void SinkSlot::project_still() {
    still_projector_.reset();
    still_.reset();
    if (!projector_)
        return;
    if (draw_) {
        const kms::ModeInfo& mode = projector_->plan().mode;
        // It was drawn for this display alone, whatever panel the source has.
        const Turn wanted = turn_of(settings_->rotation, settings_->reflection);
        const Placement placement{.turn = turn_between(PanelOrientation::normal, wanted, found_->orientation)};
        const Size size = placement.turn.turned(mode.size());
        still_ = std::make_unique<source::StillSource>(size, draw_);
        // In the picture's format: another one would be a mode set.
        const SinkPlan plan{.mode = mode,
                            .geometry = pixels::Geometry(size, mode.size(), placement),
                            .dither = projector_->plan().dither};
        still_projector_ = std::make_unique<Projector>(scheduler_, card_, *still_, plan, mode_set_ == mode,
                                                       still_statistics_, [this] { update_status(); });
    }
    show_front();
}

void SinkSlot::show_front() {
    Projector* const shown = power_.is_off_wanted() ? nullptr : front();
    for (Projector* const projector : {projector_.get(), still_projector_.get()})
        if (projector != nullptr && projector != shown)
            projector->hide();
    if (shown == nullptr)
        return;
    // What was in front may have lost the mode to another program.
    if (mode_set_ != shown->plan().mode)
        shown->require_modeset();
    shown->unhide();
}

Projector* SinkSlot::front() noexcept {
    return still_projector_ ? still_projector_.get() : projector_.get();
}

}  // namespace kmsmirror::sink
