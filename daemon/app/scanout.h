// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/scheduler.h"
#include "kms/drm_api.h"
#include "source/buffer_book.h"
#include "source/scanout_source.h"

namespace kmsmirror::app {

// What the scanout tells. Main thread.
class ScanoutOwner {
public:
    virtual ~ScanoutOwner() = default;
    // The buffer is on the display since `time_ns` (CLOCK_MONOTONIC), or would be if that could be flipped.
    virtual void flipped(std::uint32_t index, std::uint64_t time_ns) = 0;
    // Nobody reads these buffers any more: the client's indices of them.
    virtual void released(const std::vector<std::uint32_t>& indices) = 0;
    // "scanout", or why the display does not show the frames: "no-master", "error".
    virtual void scanout_state_changed(const std::string& state) = 0;
};

// The SoC display with its buffers: which are shown one after the other, which are free, where their memory is. Frames
// go on at the display's pace when it cannot be flipped. Main thread.
class Scanout {
public:
    // `scheduler` and `owner` outlive it. Throws std::exception that says what is missing.
    Scanout(kms::DrmApi& api, Scheduler& scheduler, ScanoutOwner& owner, const std::string& card_path,
            source::ScanoutSettings settings);
    // Waits for a flip that waits.
    ~Scanout() = default;
    Scanout(const Scanout&) = delete;
    Scanout& operator=(const Scanout&) = delete;

    [[nodiscard]] const source::ScanoutSource& source() const noexcept { return source_; }
    // The buffer with the picture that a process before this one has left on the display.
    [[nodiscard]] std::optional<std::uint32_t> left_buffer() const noexcept { return left_; }
    [[nodiscard]] const source::SourceBufferPtr& buffer(std::uint32_t index) const { return source_.buffer(index); }
    // The buffers that are not retired.
    [[nodiscard]] const std::vector<std::uint32_t>& offered() const noexcept { return offered_; }
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const { return book_.free_buffers(); }
    [[nodiscard]] bool is_free(std::uint32_t index) const noexcept { return book_.is_free(index); }
    // Which buffer the client means by an index, and how it calls one.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t index) const noexcept { return book_.find(index); }
    [[nodiscard]] std::optional<std::uint32_t> index_of(std::uint32_t buffer) const noexcept {
        return book_.index_of(buffer);
    }

    // Shows a buffer that is free, after those before it.
    void show(std::uint32_t index);
    // Whether a flip is done.
    [[nodiscard]] bool handle_events();
    // Whether the driver owes a flip for much too long: nothing moves any more.
    [[nodiscard]] bool is_stuck() const;

    // Sinks read the buffer.
    void hold(std::uint32_t index) { book_.hold(index); }
    void unhold(std::uint32_t index);

    // A buffer of the client's own, by the client's index.
    [[nodiscard]] CallResult<void> attach(std::uint32_t index, kms::DmaBuf dma_buf);
    [[nodiscard]] bool is_attached(std::uint32_t buffer) const noexcept { return book_.is_attached(buffer); }
    // Ends a buffer that is attached or retired, by the client's index.
    void detach(std::uint32_t index);

    // Offers buffers in a contiguous dma-heap instead, or in the driver's own memory again; retires the others. Whether
    // it did: not if they are there, or such memory was not to be had.
    [[nodiscard]] bool move_to_heap();
    [[nodiscard]] bool move_back();
    // There is no client, or not any more: what only a client draws into ends.
    void drop_client();

private:
    void add_buffers(std::vector<source::OwnedBuffer> buffers);
    [[nodiscard]] bool replace_buffers(bool on_heap);
    void flip_next();
    void flip_to(std::uint32_t index);
    void wait_for_flip(std::uint32_t index);
    void finish_waiting_flip(std::uint32_t index, const CallResult<void>& result);
    void end_failures();
    void note_failure(const CallError& error);
    void end_flip_later();
    void flip_again_later();
    void end_flip(std::uint64_t time_ns);
    void release_buffers();
    void give_out(const source::BufferBook::Collected& collected);
    void set_state(const std::string& state);

    Scheduler& scheduler_;
    ScanoutOwner& owner_;
    source::ScanoutSource source_;
    source::BufferBook book_{0};
    std::optional<std::uint32_t> left_;
    std::vector<std::uint32_t> offered_;
    bool is_on_heap_ = false;
    bool heap_failed_ = false;
    std::string state_ = "scanout";
    std::optional<std::chrono::steady_clock::time_point> flip_begun_;
    std::optional<std::chrono::steady_clock::time_point> refused_since_;  // EBUSY for all flips
    std::chrono::milliseconds retry_time_;                                // as long as flips fail
    std::unique_ptr<Alarm> failed_flip_;                                  // ends it, then tries again
    std::unique_ptr<Alarm> starvation_;
    bool starvation_set_ = false;
    bool is_waiting_ = false;        // for a flip that was lost, on the thread
    std::shared_ptr<Scanout> self_;  // points to this as long as it lives
    std::jthread waiting_flip_;      // last: ends before what it uses
};

}  // namespace kmsmirror::app
