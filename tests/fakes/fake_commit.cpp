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
    ObjectStates objects;
    std::vector<Rect> clips;
    bool touches_crtc = false;
};

int set_mode(const Card& card, std::uint64_t blob_id, CrtcState& state) {
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

int set_framebuffer(const Card& card, std::uint64_t framebuffer_id, PlaneState& state) {
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

int set_crtc(const Card& card, std::uint64_t value, std::uint32_t& crtc) {
    if (value != 0 && (value < id::crtc || value >= id::crtc + card.personality.crtcs))
        return EINVAL;
    crtc = static_cast<std::uint32_t>(value);
    return 0;
}

// A property that only some drivers have.
int set_further_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    const auto& known = card.personality.further_properties;
    const std::uint32_t number = assignment.property_id - id::first_further;
    if (assignment.property_id < id::first_further || number >= known.size() ||
        assignment.object_id < known[number].first_object() ||
        assignment.object_id >= known[number].first_object() + id::most)
        return ENOENT;
    request.touches_crtc = true;
    const std::pair key{assignment.object_id, assignment.property_id};
    if (assignment.value == known[number].normal)
        request.objects.further.erase(key);
    else
        request.objects.further[key] = assignment.value;
    return 0;
}

int set_plane_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    PlaneState& state = request.objects.planes.at(assignment.object_id - id::plane);
    const std::uint64_t value = assignment.value;
    request.touches_crtc = request.touches_crtc || state.plane_crtc != 0;
    const auto set = [value](std::uint64_t& member) {
        member = value;
        return 0;
    };
    switch (assignment.property_id) {
        case id::fb_id:
            return set_framebuffer(card, value, state);
        case id::crtc_id:
            request.touches_crtc = request.touches_crtc || value != 0;
            return set_crtc(card, value, state.plane_crtc);
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
        case id::rotation:
            // drm_property_change_valid_get(), and one turn it must be
            if (card.personality.rotations == 0)
                return ENOENT;
            state.rotation = value;
            return (value & ~card.personality.rotations) != 0 || std::popcount(value & DRM_MODE_ROTATE_MASK) != 1
                       ? EINVAL
                       : 0;
        case id::type:
            return EINVAL;
        default:
            return set_further_property(card, assignment, request);
    }
}

// All that is ever done with it is to turn it off.
int set_cursor_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    request.touches_crtc = request.touches_crtc || request.objects.cursor_crtc != 0;
    if (assignment.property_id == id::crtc_id)
        return set_crtc(card, assignment.value, request.objects.cursor_crtc);
    if (assignment.property_id != id::fb_id)
        return ENOENT;
    request.objects.cursor_framebuffer_id = static_cast<std::uint32_t>(assignment.value);
    return 0;
}

int set_crtc_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    CrtcState& state = request.objects.crtcs.at(assignment.object_id - id::crtc);
    request.touches_crtc = true;
    if (assignment.property_id == id::mode_id)
        return set_mode(card, assignment.value, state);
    if (assignment.property_id != id::active)
        return set_further_property(card, assignment, request);
    state.active = assignment.value == 1;
    return assignment.value > 1 ? EINVAL : 0;
}

int set_connector_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    std::uint32_t& crtc = request.objects.connector_crtcs.at(assignment.object_id - id::connector);
    if (assignment.property_id == id::edid)
        return EINVAL;
    if (assignment.property_id != id::crtc_id)
        return set_further_property(card, assignment, request);
    request.touches_crtc = request.touches_crtc || assignment.value != 0 || crtc != 0;
    return set_crtc(card, assignment.value, crtc);
}

int set_property(const Card& card, const kms::PropertyAssignment& assignment, Request& request) {
    const auto is_one_of = [&assignment](std::uint32_t first, std::uint32_t count) {
        return assignment.object_id >= first && assignment.object_id < first + count;
    };
    if (is_one_of(id::plane, card.personality.crtcs))
        return set_plane_property(card, assignment, request);
    if (is_one_of(id::cursor_plane, card.personality.has_cursor_plane ? 1 : 0))
        return set_cursor_property(card, assignment, request);
    if (is_one_of(id::crtc, card.personality.crtcs))
        return set_crtc_property(card, assignment, request);
    if (is_one_of(id::connector, card.connector_count()))
        return set_connector_property(card, assignment, request);
    return ENOENT;
}

// drm_atomic_plane_check()
int check_plane(const Card& card, const PlaneState& state, std::uint32_t own_crtc, std::span<const Rect> clips) {
    if ((state.plane_crtc != 0) != (state.framebuffer != nullptr))
        return EINVAL;
    if (state.plane_crtc == 0)
        return 0;
    if (state.plane_crtc != own_crtc)
        return EINVAL;
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
    return std::any_of(clips.begin(), clips.end(), is_bad_clip) ? EINVAL : 0;
}

int check_planes(const Card& card, const Request& request) {
    if ((request.objects.cursor_crtc != 0) != (request.objects.cursor_framebuffer_id != 0))
        return EINVAL;
    for (std::uint32_t number = 0; number < id::most; ++number)
        if (const int error = check_plane(card, request.objects.planes.at(number), id::crtc + number, request.clips);
            error != 0)
            return error;
    return 0;
}

// drm_atomic_crtc_check()
int check_crtc(const DisplayState& state, const DisplayState& old, bool wants_event) {
    if (state.active && !state.mode)
        return EINVAL;
    return wants_event && !state.active && !old.active ? EINVAL : 0;
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
    if (const int error = check_planes(card, request); error != 0)
        return error;
    const DisplayState shown = request.objects.shown();
    if (const int error = check_crtc(shown, card.state, wants_event); error != 0)
        return error;
    if (const int error = check_routes(card, request.objects); error != 0)
        return error;
    if (const int error = check_driver(card, shown); error != 0)
        return error;
    const bool may_modeset = (flags & DRM_MODE_ATOMIC_ALLOW_MODESET) != 0;
    return is_modeset(card, shown) && !may_modeset ? EINVAL : 0;
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
    Request request{card->objects, {}, false};
    for (const kms::PropertyAssignment& assignment : assignments)
        if (const int error = set_property(*card, assignment, request); error != 0)
            return errno_error(error);
    if (const int error = check_request(*card, request, flags); error != 0)
        return errno_error(error);
    if ((flags & DRM_MODE_ATOMIC_TEST_ONLY) != 0)
        return {};
    PendingCommit commit{std::move(request.objects), std::move(request.clips), {}, user_data};
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
    const DisplayState shown = commit.objects.shown();
    if (const int error = card->personality.turning_error; error != 0 && shown.rotation != DRM_MODE_ROTATE_0)
        return errno_error(error);
    const int error = world_->map_in_kernel(*card, shown);
    if (error != 0 && !card->personality.maps_after_commit)
        return errno_error(error);
    unhung_.wait(lock, [&] { return !card->hung || !card->plugged; });
    commit.is_unreadable = error != 0;
    commit.is_modeset = is_modeset(*card, shown);
    const bool other_framebuffer = shown.framebuffer_id != card->state.framebuffer_id;
    if (commit.is_modeset || (other_framebuffer && card->personality.flips_are_full))
        commit.clips.clear();
    card->set_objects(commit.objects);
    ++card->commits;
    card->modesets += commit.is_modeset ? 1 : 0;
    card->pending = std::move(commit);
    if (!card->hold_completions || !nonblocking || !card->plugged)
        card->finish_pending();
    return {};
}

}  // namespace kmsmirror::fakes
