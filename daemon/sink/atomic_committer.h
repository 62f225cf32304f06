// SPDX-License-Identifier: MIT
#pragma once

#include "kms/device.h"
#include "sink/committer.h"

namespace kmsmirror::sink {

// Atomic commits, with the clips in FB_DAMAGE_CLIPS. A driver without that property reads the whole framebuffer at each
// commit; there DIRTYFB sends the clips as long as the framebuffer stays the same.
class AtomicCommitter final : public Committer {
public:
    AtomicCommitter(kms::Device& device, kms::Pipeline pipeline) noexcept
        : device_(device), pipeline_(std::move(pipeline)) {}

    [[nodiscard]] CallResult<Completion> commit(const Commit& commit) override;
    // ACTIVE = 0: the connector, the mode and the framebuffer stay as they are.
    [[nodiscard]] CallResult<void> turn_off() override;

private:
    [[nodiscard]] CallResult<void> commit_atomic(const Commit& commit);

    kms::Device& device_;
    const kms::Pipeline pipeline_;
    std::uint32_t shown_ = 0;  // the framebuffer that a commit has put on the plane; 0 = not known
};

}  // namespace kmsmirror::sink
