// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/scheduler.h"
#include "base/tether.h"
#include "pixels/capture.h"
#include "source/frame_reader.h"
#include "source/source.h"

namespace kmsmirror::source {

// What a feed tells its source. Main thread.
class PixelFeedOwner {
public:
    virtual ~PixelFeedOwner() = default;
    // The frame to read now, with a lease.
    [[nodiscard]] virtual const std::optional<Frame>& newest() const noexcept = 0;
    // pixels() hold a newer frame, or could not be read.
    virtual void pixels_read() = 0;
    virtual void pixels_unread(const CallError& error) = 0;
};

// Feeds the sinks on path copy: reads the newest frame of a source into its shadow, once for all sinks and only what
// changed, and only when a sink asks for it. Main thread; the reading is done by the thread of a FrameReader, which is
// there from the first time that a sink asks.
class PixelFeed {
public:
    // All outlive it.
    PixelFeed(kms::DrmApi& api, Scheduler& scheduler, PixelFeedOwner& owner,
              std::shared_ptr<const pixels::DamageJournal> journal);

    // A sink needs a newer frame than pixels(): pixels_read() or pixels_unread() follows.
    void want();

    // A copy of the newest frame. `on_capture` is not called when the source goes away meanwhile.
    void capture(pixels::OnCapture on_capture);

    [[nodiscard]] const Pixels& pixels() const noexcept { return pixels_; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
    struct Reading {
        Frame frame;
        bool capture = false;
    };
    [[nodiscard]] CallResult<void> make_reader(const kms::BufferLayout& layout);
    void read_done(CallResult<FrameRead> read);
    void answer(pixels::CaptureResult image);

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    PixelFeedOwner& owner_;
    const std::shared_ptr<const pixels::DamageJournal> journal_;
    Pixels pixels_;
    std::optional<Reading> reading_;
    pixels::OnCapture on_capture_;  // from capture() until it is answered
    std::uint64_t bytes_read_ = 0;
    std::shared_ptr<Shadow> shadow_;
    std::unique_ptr<FrameReader> reader_;  // its thread uses what stands above
    Tether<PixelFeed> tether_{*this};
};

}  // namespace kmsmirror::source
