// SPDX-License-Identifier: MIT
#include "sink/legacy_committer.h"

namespace kmsmirror::sink {

CallResult<Completion> LegacyCommitter::commit(const Commit& commit) {
    auto result = show(commit);
    // Why it failed may be another master, who has put something else on the CRTC. DIRTYFB would not tell.
    if (!result)
        shown_ = 0;
    return result;
}

CallResult<void> LegacyCommitter::turn_off() {
    shown_ = 0;
    if (const auto error = device_.api().set_crtc(device_.fd(), {pipeline_.crtc.id, 0, 0, {}}))
        return call_failure("SETCRTC", error);
    set_ = 0;
    return {};
}

CallResult<Completion> LegacyCommitter::show(const Commit& commit) {
    if (commit.modeset || shown_ == 0) {
        const bool may_stay = set_ == commit.framebuffer.id();
        auto set = set_crtc(commit);
        // If this framebuffer was on the CRTC all the time, SETCRTC may have done nothing: DIRTYFB follows.
        if (!set || !may_stay)
            return set;
    }
    if (shown_ == commit.framebuffer.id()) {
        const auto marked = kms::mark_dirty(device_, commit.framebuffer, commit.clips);
        if (marked)
            return Completion::now;
        // A driver without DIRTYFB (ENOSYS) reads its memory all the time or at each flip: one is right for both.
        if (!is_refusal(marked.error()))
            return tl::unexpected(marked.error());
    }
    auto flipped = page_flip(commit);
    // Not every driver can flip.
    return flipped || !is_refusal(flipped.error()) ? flipped : set_crtc(commit);
}

CallResult<Completion> LegacyCommitter::set_crtc(const Commit& commit) {
    const kms::CrtcConfig config{pipeline_.crtc.id, pipeline_.connector.id, commit.framebuffer.id(), commit.mode};
    if (const auto error = device_.api().set_crtc(device_.fd(), config))
        return call_failure("SETCRTC", error);
    shown_ = set_ = commit.framebuffer.id();
    return Completion::now;
}

CallResult<Completion> LegacyCommitter::page_flip(const Commit& commit) {
    const std::uint32_t framebuffer_id = commit.framebuffer.id();
    if (const auto error = device_.api().page_flip(device_.fd(), pipeline_.crtc.id, framebuffer_id, commit.number))
        return call_failure("PAGE_FLIP", error);
    shown_ = set_ = framebuffer_id;
    return Completion::with_event;
}

}  // namespace kmsmirror::sink
