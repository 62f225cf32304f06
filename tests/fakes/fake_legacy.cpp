// SPDX-License-Identifier: MIT
#include <drm_mode.h>

#include <algorithm>

#include "fakes/fake_checks.h"
#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"
#include "kms/copy_mode.h"

namespace kmsmirror::fakes {

namespace {

// drm_mode_setcrtc(), in its order; changes `objects` or returns an errno. Other connectors on the CRTC go off it.
int set_config(const Card& card, const kms::CrtcConfig& config, ObjectStates& objects) {
    if (config.crtc_id < id::crtc || config.crtc_id >= id::crtc + card.personality.crtcs)
        return ENOENT;
    const std::uint32_t number = config.crtc_id - id::crtc;
    objects.turn_off_crtc(config.crtc_id);
    if (!config.mode)
        return 0;
    const auto framebuffer = card.framebuffers.find(config.framebuffer_id);
    if (framebuffer == card.framebuffers.end())
        return ENOENT;
    CrtcState& crtc = objects.crtcs.at(number);
    crtc.mode = convert_mode(kms::copy_mode<drm_mode_modeinfo>(*config.mode));
    if (!crtc.mode)
        return EINVAL;
    const Size size = crtc.mode->size();
    const Size available = framebuffer->second->info.size;
    if (available.width < size.width || available.height < size.height)
        return ENOSPC;
    if (config.connector_id < id::connector || config.connector_id >= id::connector + card.connector_count())
        return ENOENT;
    crtc.active = true;
    objects.connector_crtcs.at(config.connector_id - id::connector) = config.crtc_id;
    PlaneState& plane = objects.planes.at(number);
    plane.framebuffer_id = config.framebuffer_id;
    plane.framebuffer = framebuffer->second;
    plane.plane_crtc = config.crtc_id;
    plane.crtc_w = size.width;
    plane.crtc_h = size.height;
    plane.src_w = plane.crtc_w << 16;
    plane.src_h = plane.crtc_h << 16;
    const int error = check_routes(card, objects);
    return error != 0 ? error : check_driver(card, objects.shown());
}

// drm_mode_page_flip_ioctl()
int check_flip(const Card& card, std::uint32_t crtc_id, std::uint32_t framebuffer_id) {
    if (crtc_id < id::crtc || crtc_id >= id::crtc + card.personality.crtcs)
        return ENOENT;
    if (!card.personality.can_page_flip)
        return EINVAL;
    if (!card.state.framebuffer)
        return EBUSY;
    // page_flip_common()
    if (!card.state.active)
        return EINVAL;
    const auto framebuffer = card.framebuffers.find(framebuffer_id);
    if (framebuffer == card.framebuffers.end())
        return ENOENT;
    const kms::FramebufferInfo& info = framebuffer->second->info;
    if (card.state.src_w > std::uint64_t{info.size.width} << 16 || card.state.src_h > std::uint64_t{info.size.height}
                                                                                          << 16)
        return ENOSPC;
    return info.format != card.state.framebuffer->info.format ? EINVAL : 0;
}

// drm_crtc_helper_set_config() does nothing then.
bool is_known_to_old_helpers(const Card& card, const DisplayState& state) {
    return !card.personality.atomic && card.state.framebuffer_id == state.framebuffer_id && !is_modeset(card, state);
}

}  // namespace

std::error_code FakeDrm::set_crtc(int fd, const kms::CrtcConfig& config) {
    std::unique_lock lock(mutex_);
    const auto file = world_->master_file(fd);
    if (!file)
        return file.error();
    const auto card = (*file)->card;
    ObjectStates objects = card->objects;
    if (const int error = set_config(*card, config, objects); error != 0)
        return errno_error(error);
    if (is_known_to_old_helpers(*card, objects.shown()))
        return {};
    return apply(lock, card, {std::move(objects), {}, {}, 0}, false);
}

std::error_code FakeDrm::page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                                   std::uint64_t user_data) {
    std::unique_lock lock(mutex_);
    const auto file = world_->master_file(fd);
    if (!file)
        return file.error();
    const auto card = (*file)->card;
    if (const int error = check_flip(*card, crtc_id, framebuffer_id); error != 0)
        return errno_error(error);
    ObjectStates objects = card->objects;
    PlaneState& plane = objects.planes.at(crtc_id - id::crtc);
    plane.framebuffer_id = framebuffer_id;
    plane.framebuffer = card->framebuffers.at(framebuffer_id);
    if (const int error = check_driver(*card, objects.shown()); error != 0)
        return errno_error(error);
    return apply(lock, card, {std::move(objects), {}, *file, user_data}, true);
}

std::error_code FakeDrm::dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) {
    std::unique_lock lock(mutex_);
    const auto file = world_->master_file(fd);
    if (!file)
        return file.error();
    const auto card = (*file)->card;
    if (!card->framebuffers.contains(framebuffer_id))
        return errno_error(ENOENT);
    if (clips.size() > DRM_MODE_FB_DIRTY_MAX_CLIPS)
        return errno_error(EINVAL);
    if (!card->personality.has_dirty)
        return errno_error(ENOSYS);
    // On no plane: nothing happens.
    if (card->state.framebuffer_id != framebuffer_id)
        return {};
    if (std::any_of(clips.begin(), clips.end(), is_bad_clip))
        return errno_error(EINVAL);
    return apply(lock, card, {card->objects, {clips.begin(), clips.end()}, {}, 0}, false);
}

}  // namespace kmsmirror::fakes
