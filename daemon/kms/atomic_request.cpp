// SPDX-License-Identifier: MIT
#include "kms/atomic_request.h"

#include <drm_mode.h>

#include <algorithm>

#include "kms/device.h"
#include "kms/undo_others.h"

namespace kmsmirror::kms {

void AtomicRequest::set(std::uint32_t object_id, std::uint32_t property_id, std::uint64_t value) {
    if (object_id == 0 || property_id == 0)
        invalidate({"ATOMIC", errno_error(ENOENT)});
    else
        assignments_.push_back({object_id, property_id, value});
}

void AtomicRequest::set_framebuffer(const Pipeline& pipeline, const Framebuffer& framebuffer) {
    if (!framebuffer)
        invalidate({"ATOMIC", errno_error(EINVAL)});
    set(pipeline.plane.id, pipeline.plane.fb_id, framebuffer.id());
}

void AtomicRequest::enable(const Pipeline& pipeline, const PropertyBlob& mode, const Framebuffer& framebuffer,
                           const PlaneArea& area) {
    const Pipeline::Plane& plane = pipeline.plane;
    for (const PropertyAssignment& undo : undo_others(*device_, pipeline))
        set(undo.object_id, undo.property_id, undo.value);
    set(pipeline.connector.id, pipeline.connector.crtc_id, pipeline.crtc.id);
    set(pipeline.crtc.id, pipeline.crtc.active, 1);
    set(pipeline.crtc.id, pipeline.crtc.mode_id, mode.id());
    set_framebuffer(pipeline, framebuffer);
    set(plane.id, plane.crtc_id, pipeline.crtc.id);
    set(plane.id, plane.crtc_x, static_cast<std::uint64_t>(area.crtc.x1));
    set(plane.id, plane.crtc_y, static_cast<std::uint64_t>(area.crtc.y1));
    set(plane.id, plane.crtc_w, static_cast<std::uint64_t>(area.crtc.width()));
    set(plane.id, plane.crtc_h, static_cast<std::uint64_t>(area.crtc.height()));
    set(plane.id, plane.src_x, area.src_x);
    set(plane.id, plane.src_y, area.src_y);
    set(plane.id, plane.src_w, area.src_w);
    set(plane.id, plane.src_h, area.src_h);
    // Where it is not turned, that is among what others have left.
    if (plane.rotation && !area.turn.is_none())
        set(plane.id, *plane.rotation, rotation_value(area.turn));
}

void AtomicRequest::disable(const Pipeline& pipeline) {
    set(pipeline.connector.id, pipeline.connector.crtc_id, 0);
    set(pipeline.crtc.id, pipeline.crtc.active, 0);
    set(pipeline.crtc.id, pipeline.crtc.mode_id, 0);
    set(pipeline.plane.id, pipeline.plane.fb_id, 0);
    set(pipeline.plane.id, pipeline.plane.crtc_id, 0);
}

void AtomicRequest::set_damage(const Pipeline& pipeline, std::span<const Rect> clips) {
    if (!pipeline.plane.fb_damage_clips)
        return;
    // drm_atomic_plane_check() refuses a commit with an empty or negative clip.
    const bool valid = !clips.empty() && std::none_of(clips.begin(), clips.end(), [](const Rect& clip) {
        return clip.empty() || clip.x1 < 0 || clip.y1 < 0;
    });
    if (!valid) {
        invalidate({"ATOMIC", errno_error(EINVAL)});
        return;
    }
    static_assert(sizeof(Rect) == sizeof(drm_mode_rect));
    auto blob = create_blob(*device_, std::as_bytes(clips));
    if (!blob) {
        invalidate(blob.error());
        return;
    }
    damage_ = std::move(*blob);
    set(pipeline.plane.id, *pipeline.plane.fb_damage_clips, damage_.id());
}

CallResult<void> AtomicRequest::test() const {
    return commit(DRM_MODE_ATOMIC_TEST_ONLY, 0);
}

CallResult<void> AtomicRequest::test_modeset() const {
    return commit(DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
}

CallResult<void> AtomicRequest::commit_flip(std::uint64_t user_data) const {
    return commit(DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, user_data);
}

CallResult<void> AtomicRequest::commit_modeset(std::uint64_t user_data) const {
    return commit(DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_ALLOW_MODESET, user_data);
}

CallResult<void> AtomicRequest::commit_blocking_modeset() const {
    return commit(DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
}

CallResult<void> AtomicRequest::commit(std::uint32_t flags, std::uint64_t user_data) const {
    if (error_)
        return tl::unexpected(*error_);
    if (const auto error = device_->api().commit_atomic(device_->fd(), assignments_, flags, user_data))
        return call_failure("ATOMIC", error);
    return {};
}

void AtomicRequest::invalidate(const CallError& error) {
    if (!error_)
        error_ = error;
}

}  // namespace kmsmirror::kms
