// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/drm_values.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "kms/plane_area.h"
#include "kms/property_blob.h"

namespace kmsmirror::kms {

// One atomic commit in the making. The first thing that goes wrong while it is filled is kept, and is what every
// commit then returns without asking the kernel. A commit that failed has changed nothing.
// Owns its damage blob; the device, framebuffers and mode blobs that it names outlive the commit call.
class AtomicRequest {
public:
    explicit AtomicRequest(Device& device) noexcept : device_(&device) {}

    void set(std::uint32_t object_id, std::uint32_t property_id, std::uint64_t value);
    // Only FB_ID: the plane stays where it is.
    void set_framebuffer(const Pipeline& pipeline, const Framebuffer& framebuffer);
    // All that a mode set needs. The plane shows that area of the framebuffer. Asks the kernel what others have left on
    // the way, and undoes it.
    void enable(const Pipeline& pipeline, const PropertyBlob& mode, const Framebuffer& framebuffer,
                const PlaneArea& area);
    // The same, unscaled: `size` pixels of the framebuffer, from its corner; it may be larger.
    void enable(const Pipeline& pipeline, const PropertyBlob& mode, const Framebuffer& framebuffer, Size size) {
        enable(pipeline, mode, framebuffer, whole_area(size));
    }
    void disable(const Pipeline& pipeline);
    // FB_DAMAGE_CLIPS: framebuffer coordinates; must cover all that changed since the last commit that succeeded,
    // whatever framebuffer that showed. Does nothing when the driver has no such property. An empty list or an empty
    // clip makes the request invalid (EINVAL); to repaint everything, do not call it.
    void set_damage(const Pipeline& pipeline, std::span<const Rect> clips);

    // TEST_ONLY: checks the configuration, never whether the driver can read the framebuffer's memory.
    [[nodiscard]] CallResult<void> test() const;
    [[nodiscard]] CallResult<void> test_modeset() const;
    // Return at once (NONBLOCK) and send a FlipEvent with `user_data` when done; EBUSY while one is under way.
    [[nodiscard]] CallResult<void> commit_flip(std::uint64_t user_data) const;
    [[nodiscard]] CallResult<void> commit_modeset(std::uint64_t user_data) const;
    // Returns when it is done; may take seconds on a USB display. It waits for commits under way, also for one that the
    // driver has lost: 10 s for each object of it.
    [[nodiscard]] CallResult<void> commit_blocking_modeset() const;

private:
    [[nodiscard]] CallResult<void> commit(std::uint32_t flags, std::uint64_t user_data) const;
    void invalidate(const CallError& error);

    Device* device_;
    std::vector<PropertyAssignment> assignments_;
    PropertyBlob damage_;
    std::optional<CallError> error_;
};

}  // namespace kmsmirror::kms
