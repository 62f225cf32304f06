// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/scheduler.h"
#include "base/status.h"
#include "base/tether.h"
#include "kms/drm_api.h"
#include "source/buffer_book.h"
#include "source/scanout_display.h"

namespace kmsmirror::source {

// What the flipper tells. Main thread.
class FlipperOwner {
public:
    virtual ~FlipperOwner() = default;
    // The buffer is on the display since `time_ns` (CLOCK_MONOTONIC), or would be if that could be flipped.
    virtual void flipped(std::uint32_t index, std::uint64_t time_ns) = 0;
    // Nobody reads these buffers any more: the client's indices of them.
    virtual void released(const std::vector<std::uint32_t>& indices) = 0;
    virtual void flipper_state_changed(SourceState state) = 0;
    // After close(): it may be destroyed, but not in this call.
    virtual void flipper_quiet() = 0;
};

// The SoC display with its buffers: which are shown one after the other, which are free, where their memory is. Frames
// go on at the display's pace when it cannot be flipped. Main thread.
class Flipper {
public:
    // `scheduler` and `owner` outlive it. Throws std::exception that says what is missing.
    Flipper(kms::DrmApi& api, Scheduler& scheduler, FlipperOwner& owner, const std::string& card_path,
            ScanoutSettings settings);
    // Waits for a flip that waits: see close().
    ~Flipper() = default;
    Flipper(const Flipper&) = delete;
    Flipper& operator=(const Flipper&) = delete;

    [[nodiscard]] const ScanoutDisplay& display() const noexcept { return display_; }
    // The buffer with the picture that a process before this one has left on the display.
    [[nodiscard]] std::optional<std::uint32_t> left_buffer() const noexcept { return left_; }
    [[nodiscard]] const SourceBufferPtr& buffer(std::uint32_t index) const { return display_.buffer(index); }
    // The buffers that are not retired, by their numbers, as everywhere here but where it says index.
    [[nodiscard]] const std::vector<std::uint32_t>& offered() const noexcept { return offered_; }
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const { return book_.free_buffers(); }
    [[nodiscard]] bool is_free(std::uint32_t number) const noexcept { return book_.is_free(number); }
    // Which buffer the client means by an index, and how it calls one.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t index) const noexcept { return book_.find(index); }
    [[nodiscard]] std::optional<std::uint32_t> index_of(std::uint32_t number) const noexcept {
        return book_.index_of(number);
    }

    // Shows a buffer that is free, after those before it.
    void show(std::uint32_t index);
    // The board's connector has changed: as ScanoutDisplay::check_presence(); a display that is back gets its picture.
    [[nodiscard]] ScanoutDisplay::Presence check_presence();
    // Its memory is not drawn into as long as the lease lives, but for what starvation takes back.
    [[nodiscard]] std::shared_ptr<const void> lease(std::uint32_t index);
    // Whether the driver owes a flip for much too long: nothing moves any more.
    [[nodiscard]] bool is_stuck() const;
    // Its card is not wanted any more: no flip is begun, and nothing told but that it is quiet, if it is not yet.
    void close();
    // Whether the destructor does not wait.
    [[nodiscard]] bool is_quiet() const noexcept { return !is_waiting_; }
    [[nodiscard]] std::uint64_t flips() const noexcept { return flips_; }

    // A buffer of the client's own, by the client's index.
    [[nodiscard]] CallResult<void> attach(std::uint32_t index, kms::DmaBuf dma_buf);
    [[nodiscard]] bool is_attached(std::uint32_t number) const noexcept { return book_.is_attached(number); }
    // Ends a buffer that is attached or retired, by the client's index.
    void detach(std::uint32_t index);

    [[nodiscard]] bool is_on_heap() const noexcept { return is_on_heap_; }
    // Offers new buffers instead, in a contiguous dma-heap or of the driver; retires the others. Whether it did: not if
    // such memory was not to be had, which is tried again after a minute at first, then ever more seldom, or after
    // forget_failures().
    [[nodiscard]] bool replace_buffers(bool on_heap);
    void forget_failures() noexcept { next_allocation_ = {}; }
    // There is no client, or not any more: what only a client draws into ends.
    void drop_client();

private:
    void add_buffers(std::vector<OwnedBuffer> buffers);
    void handle_events();
    void flip_next();
    void flip_to(std::uint32_t index);
    void wait_for_flip(std::uint32_t index);
    void finish_waiting_flip(std::uint32_t index, const CallResult<void>& result);
    void end_failures();
    void note_failure(const CallError& error);
    void end_flip_later();
    void flip_again_later();
    void end_flip(std::uint64_t time_ns);
    void unhold(std::uint32_t index);
    void release_buffers();
    void give_out(const BufferBook::Collected& collected);
    void set_state(SourceState state);

    Scheduler& scheduler_;
    FlipperOwner& owner_;
    ScanoutDisplay display_;
    BufferBook book_{0};
    std::optional<std::uint32_t> left_;
    std::vector<std::uint32_t> offered_;
    std::uint32_t generation_ = 0;  // of the memory that is offered
    bool is_on_heap_ = false;
    std::chrono::steady_clock::time_point next_allocation_;  // not before, because one has failed
    std::chrono::seconds allocation_pause_{0};
    SourceState state_ = SourceState::scanout;
    std::uint64_t flips_ = 0;
    std::optional<std::chrono::steady_clock::time_point> flip_begun_;
    std::optional<std::chrono::steady_clock::time_point> refused_since_;  // EBUSY for all flips
    std::chrono::milliseconds retry_time_;                                // as long as flips fail
    std::unique_ptr<Alarm> failed_flip_;                                  // ends it, then tries again
    std::unique_ptr<Alarm> starvation_;
    bool starvation_set_ = false;
    bool is_back_ = false;     // the display, since the last flip was begun
    bool is_waiting_ = false;  // for a flip that was lost, on the thread
    bool is_closed_ = false;
    std::unique_ptr<Watch> events_;
    Tether<Flipper> tether_{*this};
    std::jthread waiting_flip_;  // last: ends before what it uses
};

}  // namespace kmsmirror::source
