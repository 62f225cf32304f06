// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "app/scheduler.h"
#include "mirror/sink_mirror.h"
#include "pixels/region.h"
#include "source/frame_reader.h"
#include "source/shadow.h"
#include "source/source_buffer.h"

namespace kmsmirror::app {

// Who holds the source's buffers against being drawn into.
class BufferHolder {
public:
    virtual ~BufferHolder() = default;
    virtual void hold_buffer(std::uint32_t index) = 0;
    virtual void unhold_buffer(std::uint32_t index) = 0;
};

// What a copy feed tells the engine.
class CopyFeedOwner {
public:
    virtual ~CopyFeedOwner() = default;
    // copied() is a newer frame now.
    virtual void frame_copied() = 0;
    virtual void copy_failed(const CallError& error) = 0;
};

// Feeds the sinks on path copy: reads the newest frame of a source into its shadow, once for all sinks and only what
// changed, and only when a sink asks for it. Main thread; the reading is done by the thread of a FrameReader, which is
// there from the first time that a sink asks.
class CopyFeed {
public:
    CopyFeed(kms::DrmApi& api, Scheduler& scheduler, BufferHolder& holder, CopyFeedOwner& owner);

    // Every frame of the source.
    void offer(const mirror::Frame& frame, source::SourceBufferPtr buffer, const pixels::Region& damage);
    // A sink needs a newer frame than copied(): owner.frame_copied() or copy_failed() follows.
    void want();

    // A copy of the newest frame. One at a time: EBUSY. `on_capture` is not called when the source goes away meanwhile.
    using OnCapture = std::function<void(CallResult<pixels::SealedImage>)>;
    void capture(OnCapture on_capture);

    // The frame in the shadow.
    [[nodiscard]] const std::optional<mirror::CopiedFrame>& copied() const noexcept { return copied_; }
    [[nodiscard]] const std::shared_ptr<source::Shadow>& shadow() const noexcept { return shadow_; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
    struct Reading {
        mirror::Frame frame;
        pixels::Region changed;
        bool capture = false;
    };
    void make_reader();
    void read_done(CallResult<source::FrameRead> read);

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    BufferHolder& holder_;
    CopyFeedOwner& owner_;
    mirror::Frame newest_;
    source::SourceBufferPtr newest_buffer_;
    pixels::Region unread_;  // between the frame in the shadow (being read: as it will be) and the newest one
    std::optional<Reading> reading_;
    std::optional<mirror::CopiedFrame> copied_;
    OnCapture on_capture_;  // from capture() until it is answered
    std::uint64_t bytes_read_ = 0;
    std::shared_ptr<source::Shadow> shadow_;
    std::shared_ptr<CopyFeed> self_;  // points here as long as this lives: what the reader posts may come later
    std::unique_ptr<source::FrameReader> reader_;  // last: its thread uses the rest
};

}  // namespace kmsmirror::app
