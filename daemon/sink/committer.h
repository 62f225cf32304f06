// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/drm_values.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "kms/plane_area.h"

namespace kmsmirror::sink {

// A framebuffer that the display shall show.
struct Commit {
    const kms::Framebuffer& framebuffer;
    const kms::ModeInfo& mode;
    bool modeset = false;         // the display is not known to be in this mode; all of the framebuffer is sent
    std::span<const Rect> clips;  // what differs from the picture on the display; framebuffer coordinates
    std::uint64_t number = 0;     // comes back as the event's user_data
    kms::PlaneArea area = {};     // of the framebuffer; another one than before needs a mode set
};

// When a commit that succeeded is on the display.
enum class Completion { now, with_event };

// Puts framebuffers on the display of one pipeline, in the way that its driver understands, with no more pixels than
// that way allows. One commit at a time. Sink thread.
class Committer {
public:
    virtual ~Committer() = default;
    // Success proves that the driver can read the framebuffer. After a failure the display shows what it did before.
    [[nodiscard]] virtual CallResult<Completion> commit(const Commit& commit) = 0;
    // The display is dark when this returns, and stays so until a commit with a mode set.
    [[nodiscard]] virtual CallResult<void> turn_off() = 0;
};

// Whether a call failed because the driver cannot do it here, so that another call may; else the card is busy, gone, or
// another program's.
[[nodiscard]] bool is_refusal(const CallError& error) noexcept;

// By what the card says of itself. The device outlives the committer.
[[nodiscard]] std::unique_ptr<Committer> make_committer(kms::Device& device, const kms::Pipeline& pipeline);

}  // namespace kmsmirror::sink
