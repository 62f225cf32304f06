// SPDX-License-Identifier: MIT
#include <drm_mode.h>

#include <algorithm>

#include "fakes/fake_checks.h"
#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"
#include "kms/copy_mode.h"

namespace kmsmirror::fakes {

namespace {

// drm_mode_setcrtc(), in its order; fills `state` or returns an errno.
int check_config(const Card& card, const kms::CrtcConfig& config, DisplayState& state) {
    if (config.crtc_id != id::crtc)
        return ENOENT;
    if (!config.mode)
        return 0;
    const auto framebuffer = card.framebuffers.find(config.framebuffer_id);
    if (framebuffer == card.framebuffers.end())
        return ENOENT;
    state.mode = convert_mode(kms::copy_mode<drm_mode_modeinfo>(*config.mode));
    if (!state.mode)
        return EINVAL;
    const Size size = state.mode->size();
    const Size available = framebuffer->second->info.size;
    if (available.width < size.width || available.height < size.height)
        return ENOSPC;
    if (config.connector_id != id::connector)
        return ENOENT;
    state.framebuffer_id = config.framebuffer_id;
    state.framebuffer = framebuffer->second;
    state.plane_crtc = state.connector_crtc = id::crtc;
    state.active = true;
    state.crtc_w = size.width;
    state.crtc_h = size.height;
    state.src_w = state.crtc_w << 16;
    state.src_h = state.crtc_h << 16;
    return check_driver(card, state);
}

// drm_mode_page_flip_ioctl()
int check_flip(const Card& card, std::uint32_t crtc_id, std::uint32_t framebuffer_id) {
    if (crtc_id != id::crtc)
        return ENOENT;
    if (!card.personality.can_page_flip)
        return EINVAL;
    if (!card.state.framebuffer)
        return EBUSY;
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
    DisplayState state;
    if (const int error = check_config(*card, config, state); error != 0)
        return errno_error(error);
    if (is_known_to_old_helpers(*card, state))
        return {};
    return apply(lock, card, {state, {}, {}, 0}, false);
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
    DisplayState state = card->state;
    state.framebuffer_id = framebuffer_id;
    state.framebuffer = card->framebuffers.at(framebuffer_id);
    if (const int error = check_driver(*card, state); error != 0)
        return errno_error(error);
    return apply(lock, card, {state, {}, *file, user_data}, true);
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
    return apply(lock, card, {card->state, {clips.begin(), clips.end()}, {}, 0}, false);
}

}  // namespace kmsmirror::fakes
