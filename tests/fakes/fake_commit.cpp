// SPDX-License-Identifier: MIT
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "fakes/fake_checks.h"
#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"

namespace kmsmirror::fakes {

namespace {

// A commit while it is checked: what it asks for, and what it touches.
struct Request {
    DisplayState state;
    std::vector<Rect> clips;
    bool touches_crtc = false;
};

int set_mode(const Card& card, std::uint64_t blob_id, DisplayState& state) {
    state.mode.reset();
    state.mode_blob_id = static_cast<std::uint32_t>(blob_id);
    if (blob_id == 0)
        return 0;
    const auto blob = card.blobs.find(static_cast<std::uint32_t>(blob_id));
    if (blob == card.blobs.end() || blob->second.bytes->size() != sizeof(drm_mode_modeinfo))
        return EINVAL;
    drm_mode_modeinfo info{};
    std::memcpy(&info, blob->second.bytes->data(), sizeof(info));
    state.mode = convert_mode(info);
    return state.mode ? 0 : EINVAL;
}

int set_clips(const Card& card, std::uint64_t blob_id, std::vector<Rect>& clips) {
    clips.clear();
    if (blob_id == 0)
        return 0;
    const auto blob = card.blobs.find(static_cast<std::uint32_t>(blob_id));
    if (blob == card.blobs.end() || blob->second.bytes->size() % sizeof(drm_mode_rect) != 0)
        return EINVAL;
    clips.resize(blob->second.bytes->size() / sizeof(Rect));
    std::memcpy(clips.data(), blob->second.bytes->data(), clips.size() * sizeof(Rect));
    return 0;
}

int set_framebuffer(const Card& card, std::uint64_t framebuffer_id, DisplayState& state) {
    state.framebuffer_id = static_cast<std::uint32_t>(framebuffer_id);
    state.framebuffer.reset();
    if (framebuffer_id == 0)
        return 0;
    const auto found = card.framebuffers.find(state.framebuffer_id);
    if (found == card.framebuffers.end())
        return EINVAL;
    state.framebuffer = found->second;
    return 0;
}

int set_crtc(std::uint64_t value, std::uint32_t& crtc) {
    if (value != 0 && value != id::crtc)
        return EINVAL;
    crtc = static_cast<std::uint32_t>(value);
    return 0;
}

int set_plane_property(const Card& card, std::uint32_t property_id, std::uint64_t value, Request& request) {
    DisplayState& state = request.state;
    request.touches_crtc = request.touches_crtc || state.plane_crtc != 0;
    const auto set = [value](std::uint64_t& member) {
        member = value;
        return 0;
    };
    switch (property_id) {
        case id::fb_id:
            return set_framebuffer(card, value, state);
        case id::crtc_id:
            request.touches_crtc = request.touches_crtc || value != 0;
            return set_crtc(value, state.plane_crtc);
        case id::crtc_x:
            return set(state.crtc_x);
        case id::crtc_y:
            return set(state.crtc_y);
        case id::crtc_w:
            return set(state.crtc_w);
        case id::crtc_h:
            return set(state.crtc_h);
        case id::src_x:
            return set(state.src_x);
        case id::src_y:
            return set(state.src_y);
        case id::src_w:
            return set(state.src_w);
        case id::src_h:
            return set(state.src_h);
        case id::fb_damage_clips:
            return card.personality.has_damage_clips ? set_clips(card, value, request.clips) : ENOENT;
        case id::type:
            return EINVAL;
        default:
            return ENOENT;
    }
}

int set_crtc_property(const Card& card, std::uint32_t property_id, std::uint64_t value, Request& request) {
    request.touches_crtc = true;
    if (property_id == id::mode_id)
        return set_mode(card, value, request.state);
    if (property_id != id::active)
        return ENOENT;
    request.state.active = value == 1;
    return value > 1 ? EINVAL : 0;
}

int set_connector_property(std::uint32_t property_id, std::uint64_t value, Request& request) {
    if (property_id == id::edid)
        return EINVAL;
    if (property_id != id::crtc_id)
        return ENOENT;
    request.touches_crtc = request.touches_crtc || value != 0 || request.state.connector_crtc != 0;
    return set_crtc(value, request.state.connector_crtc);
}

int set_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    switch (assignment.object_id) {
        case id::plane:
            return set_plane_property(card, assignment.property_id, assignment.value, request);
        case id::crtc:
            return set_crtc_property(card, assignment.property_id, assignment.value, request);
        case id::connector:
            return set_connector_property(assignment.property_id, assignment.value, request);
        default:
            return ENOENT;
    }
}

// drm_atomic_plane_check()
int check_plane(const Card& card, const Request& request) {
    const DisplayState& state = request.state;
    if ((state.plane_crtc != 0) != (state.framebuffer != nullptr))
        return EINVAL;
    if (state.plane_crtc == 0)
        return 0;
    const kms::FramebufferInfo& info = state.framebuffer->info;
    const auto& formats = card.personality.formats;
    if (std::find(formats.begin(), formats.end(), info.format) == formats.end())
        return EINVAL;
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    if (state.crtc_w > most || state.crtc_h > most)
        return ERANGE;
    const std::uint64_t width = std::uint64_t{info.size.width} << 16;
    const std::uint64_t height = std::uint64_t{info.size.height} << 16;
    if (state.src_w > width || state.src_x > width - state.src_w || state.src_h > height ||
        state.src_y > height - state.src_h)
        return ENOSPC;
    return std::any_of(request.clips.begin(), request.clips.end(), is_bad_clip) ? EINVAL : 0;
}

// drm_atomic_crtc_check(), and mode and connector must go together as drm_atomic_helper_check_modeset() says
int check_crtc(const DisplayState& state, const DisplayState& old, bool wants_event) {
    if (state.active && !state.mode)
        return EINVAL;
    if (wants_event && !state.active && !old.active)
        return EINVAL;
    return state.mode.has_value() != (state.connector_crtc != 0) ? EINVAL : 0;
}

// drm_mode_atomic_ioctl(); returns an errno or 0.
int check_flags(const File& file, std::uint32_t flags) {
    constexpr std::uint32_t known =
        DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_ATOMIC_ALLOW_MODESET;
    if (!file.card->personality.atomic)
        return EOPNOTSUPP;
    const bool test_with_event = (flags & DRM_MODE_ATOMIC_TEST_ONLY) != 0 && (flags & DRM_MODE_PAGE_FLIP_EVENT) != 0;
    return !file.atomic || (flags & ~known) != 0 || test_with_event ? EINVAL : 0;
}

int check_request(const Card& card, const Request& request, std::uint32_t flags) {
    const bool wants_event = (flags & DRM_MODE_PAGE_FLIP_EVENT) != 0;
    if (wants_event && !request.touches_crtc)
        return EINVAL;
    if (const int error = check_plane(card, request); error != 0)
        return error;
    if (const int error = check_crtc(request.state, card.state, wants_event); error != 0)
        return error;
    if (const int error = check_driver(card, request.state); error != 0)
        return error;
    const bool may_modeset = (flags & DRM_MODE_ATOMIC_ALLOW_MODESET) != 0;
    return is_modeset(card, request.state) && !may_modeset ? EINVAL : 0;
}

}  // namespace

std::error_code FakeDrm::commit_atomic(int fd, std::span<const kms::PropertyAssignment> assignments,
                                       std::uint32_t flags, std::uint64_t user_data) {
    std::unique_lock lock(mutex_);
    const auto file = world_->master_file(fd);
    if (!file)
        return file.error();
    const auto card = (*file)->card;
    if (assignments.empty())
        return errno_error(EINVAL);
    if (const int error = check_flags(**file, flags); error != 0)
        return errno_error(error);
    Request request{card->state, {}, false};
    for (const kms::PropertyAssignment& assignment : assignments)
        if (const int error = set_property(*card, assignment, request); error != 0)
            return errno_error(error);
    if (const int error = check_request(*card, request, flags); error != 0)
        return errno_error(error);
    if ((flags & DRM_MODE_ATOMIC_TEST_ONLY) != 0)
        return {};
    PendingCommit commit{request.state, std::move(request.clips), {}, user_data};
    if ((flags & DRM_MODE_PAGE_FLIP_EVENT) != 0)
        commit.event_file = *file;
    return apply(lock, card, std::move(commit), (flags & DRM_MODE_ATOMIC_NONBLOCK) != 0);
}

std::error_code FakeDrm::apply(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Card>& card,
                               PendingCommit commit, bool nonblocking) {
    if (card->pending && nonblocking)
        return errno_error(EBUSY);
    // A blocking commit waits for the one before it.
    card->finish_pending();
    const int error = world_->map_in_kernel(*card, commit.state);
    if (error != 0 && !card->personality.maps_after_commit)
        return errno_error(error);
    unhung_.wait(lock, [&] { return !card->hung || !card->plugged; });
    commit.is_unreadable = error != 0;
    commit.is_modeset = is_modeset(*card, commit.state);
    const bool other_framebuffer = commit.state.framebuffer_id != card->state.framebuffer_id;
    if (commit.is_modeset || (other_framebuffer && card->personality.flips_are_full))
        commit.clips.clear();
    card->state = commit.state;
    ++card->commits;
    card->modesets += commit.is_modeset ? 1 : 0;
    card->pending = std::move(commit);
    if (!card->hold_completions || !nonblocking || !card->plugged)
        card->finish_pending();
    return {};
}

}  // namespace kmsmirror::fakes
