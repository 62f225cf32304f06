// SPDX-License-Identifier: MIT
#pragma once

#include "kms/device.h"
#include "sink/committer.h"

namespace kmsmirror::sink {

// For cards without atomic mode setting: SETCRTC sets the mode, PAGE_FLIP shows another framebuffer, whole because it
// carries no clips, and DIRTYFB sends the clips of the one that stays.
class LegacyCommitter final : public Committer {
public:
    LegacyCommitter(kms::Device& device, kms::Pipeline pipeline) noexcept
        : device_(device), pipeline_(std::move(pipeline)) {}

    [[nodiscard]] CallResult<Completion> commit(const Commit& commit) override;
    // SETCRTC without a mode.
    [[nodiscard]] CallResult<void> turn_off() override;

private:
    [[nodiscard]] CallResult<Completion> show(const Commit& commit);
    [[nodiscard]] CallResult<Completion> set_crtc(const Commit& commit);
    [[nodiscard]] CallResult<Completion> page_flip(const Commit& commit);

    kms::Device& device_;
    const kms::Pipeline pipeline_;
    std::uint32_t set_ = 0;    // the framebuffer that SETCRTC or PAGE_FLIP has put on the CRTC last
    std::uint32_t shown_ = 0;  // the same, as long as it is surely there; 0 = not known
};

}  // namespace kmsmirror::sink
