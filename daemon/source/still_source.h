// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "pixels/image.h"
#include "source/source.h"

namespace kmsmirror::source {

// A picture that stays as it is: black, or a test pattern. It has one frame, in no buffer that a sink could import, so
// that it goes by path copy. Main thread.
class StillSource final : public Source {
public:
    using Draw = std::function<void(const pixels::Image&)>;

    // Throws std::bad_alloc.
    StillSource(Size size, const Draw& draw);

    [[nodiscard]] const Traits& traits() const noexcept override { return traits_; }
    [[nodiscard]] const std::optional<Frame>& newest() const noexcept override { return frame_; }
    [[nodiscard]] const std::shared_ptr<const pixels::DamageJournal>& journal() const noexcept override {
        return journal_;
    }
    [[nodiscard]] const Pixels& pixels() const noexcept override { return pixels_; }
    void want_pixels() override {}  // there is never a newer one

private:
    Traits traits_;
    std::optional<Frame> frame_;
    std::shared_ptr<const pixels::DamageJournal> journal_;
    Pixels pixels_;
};

}  // namespace kmsmirror::source
