// SPDX-License-Identifier: MIT
#include "sink/atomic_committer.h"

#include <utility>

#include "base/path_reason.h"
#include "kms/atomic_request.h"
#include "kms/property_blob.h"

namespace kmsmirror::sink {

CallResult<Completion> AtomicCommitter::commit(const Commit& commit) {
    const bool stays = std::exchange(shown_, 0) == commit.framebuffer.id() && !commit.modeset;
    if (stays && !pipeline_.plane.fb_damage_clips) {
        const auto marked = kms::mark_dirty(device_, commit.framebuffer, commit.clips);
        if (marked) {
            shown_ = commit.framebuffer.id();
            return Completion::now;
        }
        // A driver without DIRTYFB (ENOSYS) reads its memory all the time or at each commit: one that sends everything
        // is right for both.
        if (!is_refusal(marked.error()))
            return tl::unexpected(marked.error());
    }
    if (auto result = commit_atomic(commit); !result)
        return tl::unexpected(result.error());
    shown_ = commit.framebuffer.id();
    return Completion::with_event;
}

CallResult<void> AtomicCommitter::turn_off() {
    shown_ = 0;
    kms::AtomicRequest request(device_);
    request.set(pipeline_.crtc.id, pipeline_.crtc.active, 0);
    return request.commit_blocking_modeset();
}

CallResult<void> AtomicCommitter::commit_atomic(const Commit& commit) {
    kms::AtomicRequest request(device_);
    if (commit.modeset) {
        const auto mode = kms::create_mode_blob(device_, commit.mode);
        if (!mode)
            return tl::unexpected(mode.error());
        request.enable(pipeline_, *mode, commit.framebuffer, commit.area);
        // Whether the plane can scale or turn like that is no question of the memory: no test reads it.
        if (commit.area != kms::whole_area(commit.mode.size()))
            if (const auto can = request.test_modeset(); !can && is_refusal(can.error()))
                return tl::unexpected(CallError{path_reason::geometry, can.error().error});
        return request.commit_modeset(commit.number);
    }
    request.set_framebuffer(pipeline_, commit.framebuffer);
    request.set_damage(pipeline_, commit.clips);
    return request.commit_flip(commit.number);
}

}  // namespace kmsmirror::sink
