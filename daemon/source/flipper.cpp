// SPDX-License-Identifier: MIT
#include "source/flipper.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "mirror/error_class.h"

namespace kmsmirror::source {
namespace {

using std::chrono::milliseconds;

// How long a slow sink may keep the client waiting for a buffer.
constexpr milliseconds hold_limit(100);
// After that the driver of the SoC display has lost a flip.
constexpr std::chrono::seconds longest_flip(5);
// How long it may refuse flips before the next one waits.
constexpr std::chrono::seconds longest_refusal(2);
// The pace of frames while the SoC display cannot be flipped.
constexpr milliseconds failed_flip_time(16);
// When a picture that it did not take is shown to it again, if no other comes: twice the time after each failure.
constexpr milliseconds first_retry_time(500);
constexpr milliseconds longest_retry_time(8000);
// When other buffers are tried again after there was no memory for them: the same.
constexpr std::chrono::seconds first_allocation_pause(60);
constexpr std::chrono::seconds last_allocation_pause(3600);

std::uint64_t now_ns(const Scheduler& scheduler) {
    const auto time = scheduler.now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
}

}  // namespace

Flipper::Flipper(kms::DrmApi& api, Scheduler& scheduler, FlipperOwner& owner, const std::string& card_path,
                 ScanoutSettings settings)
    : scheduler_(scheduler),
      owner_(owner),
      display_(api, card_path, std::move(settings)),
      retry_time_(first_retry_time),
      failed_flip_(scheduler.make_alarm()),
      starvation_(scheduler.make_alarm()),
      events_(scheduler.watch(display_.fd(), [this] { handle_events(); })) {
    auto left = display_.take_over();
    add_buffers(display_.allocate(generation_));
    if (left) {
        left_ = book_.add_on_screen();
        display_.put_shown(*left_, std::move(*left));
    }
}

void Flipper::add_buffers(std::vector<OwnedBuffer> buffers) {
    offered_.clear();
    for (OwnedBuffer& buffer : buffers) {
        const std::uint32_t index = book_.add();
        display_.put(index, std::move(buffer));
        offered_.push_back(index);
    }
}

CallResult<void> Flipper::attach(std::uint32_t index, kms::DmaBuf dma_buf) {
    // Memory that nobody has seen yet: what other buffers cannot do says nothing of it.
    auto attached = display_.attach(book_.add_attached(index), std::move(dma_buf), ++generation_);
    if (!attached)
        book_.detach(index);
    return attached;
}

void Flipper::detach(std::uint32_t index) {
    if (const auto gone = book_.detach(index))
        display_.drop(*gone);
}

ScanoutDisplay::Presence Flipper::check_presence() {
    const auto presence = display_.check_presence();
    if (presence == ScanoutDisplay::Presence::back) {
        display_.require_modeset();
        is_back_ = true;
        flip_next();
    }
    return presence;
}

std::shared_ptr<const void> Flipper::lease(std::uint32_t index) {
    book_.hold(index);
    auto end = tether_.wrap([index](Flipper& flipper) { flipper.unhold(index); });
    return {this, [end](const void*) mutable { end(); }};
}

bool Flipper::replace_buffers(bool on_heap) {
    if (scheduler_.now() < next_allocation_)
        return false;
    const std::vector<std::uint32_t> old = offered_;
    const std::string& name = display_.connector().name;
    try {
        add_buffers(on_heap ? display_.allocate_on_heap(generation_ + 1) : display_.allocate(generation_ + 1));
    } catch (const std::exception& error) {
        log::info("source {}: the buffers stay where they are: {}", name, error.what());
        allocation_pause_ = std::clamp(2 * allocation_pause_, first_allocation_pause, last_allocation_pause);
        next_allocation_ = scheduler_.now() + allocation_pause_;
        return false;
    }
    allocation_pause_ = {};
    ++generation_;
    is_on_heap_ = on_heap;
    log::info("source {}: {} new buffers {}", name, offered_.size(),
              on_heap ? "from the dma-heap, because displays cannot read others" : "of the display driver");
    for (const std::uint32_t index : old)
        book_.retire(index);
    return true;
}

void Flipper::drop_client() {
    for (const std::uint32_t gone : book_.drop_client())
        display_.drop(gone);
}

void Flipper::show(std::uint32_t index) {
    book_.queue(index);
    flip_next();
}

void Flipper::flip_next() {
    auto next = book_.begin_flip();
    if (!next && is_back_)
        next = book_.begin_same_flip();
    if (!next)
        return;
    is_back_ = false;
    flip_to(*next);
}

void Flipper::flip_to(std::uint32_t index) {
    if (is_waiting_) {
        end_flip_later();
        return;
    }
    if (refused_since_ && scheduler_.now() - *refused_since_ > longest_refusal) {
        wait_for_flip(index);
        return;
    }
    const auto result = display_.flip(index);
    if (result) {
        failed_flip_->cancel();
        flip_begun_ = scheduler_.now();
        end_failures();
    } else {
        note_failure(result.error());
        end_flip_later();
    }
}

// A flip that the driver has lost, perhaps of the process before this one, makes the kernel refuse all others until one
// has waited for it.
void Flipper::wait_for_flip(std::uint32_t index) {
    end_flip_later();
    auto flip = display_.waiting_flip(index);
    if (!flip) {
        note_failure(flip.error());
        return;
    }
    log::warning("source {}: a flip was lost; waiting until the kernel gives it up", display_.connector().name);
    auto finish = tether_.wrap(
        [index](Flipper& flipper, const CallResult<void>& result) { flipper.finish_waiting_flip(index, result); });
    try {
        waiting_flip_ = std::jthread([&scheduler = scheduler_, finish, flip = std::move(*flip)] {
            const auto result = flip();
            scheduler.post([finish, result]() mutable { finish(result); });
        });
    } catch (const std::system_error& error) {
        note_failure({"THREAD", error.code()});
        return;
    }
    is_waiting_ = true;
    book_.hold(index);
}

void Flipper::finish_waiting_flip(std::uint32_t index, const CallResult<void>& result) {
    is_waiting_ = false;
    if (is_closed_) {
        owner_.flipper_quiet();
        return;
    }
    display_.note_flip(index, result);
    if (result)
        end_failures();
    else
        note_failure(result.error());
    unhold(index);
    flip_again_later();
}

void Flipper::end_failures() {
    refused_since_.reset();
    retry_time_ = first_retry_time;
    set_state(SourceState::scanout);
}

void Flipper::note_failure(const CallError& error) {
    if (state_ == SourceState::scanout)
        log::error("source {}: {} failed: {}", display_.connector().name, error.call, error.error.message());
    const auto error_class = mirror::classify(error);
    set_state(error_class == ErrorClass::no_master ? SourceState::no_master : SourceState::error);
    if (error_class != ErrorClass::busy)
        refused_since_.reset();
    else if (!refused_since_)
        refused_since_ = scheduler_.now();
}

// Sinks and clients go on without the SoC display, at its pace; the next flip sets the mode again.
void Flipper::end_flip_later() {
    failed_flip_->set(scheduler_.now() + failed_flip_time, [this] {
        end_flip(now_ns(scheduler_));
        flip_again_later();
    });
}

// The display shall not keep an old picture until the next one comes; one of which another program is master is asked
// for as well, for that program may end.
void Flipper::flip_again_later() {
    if (book_.is_flipping() || is_waiting_)
        return;
    const auto pause = std::exchange(retry_time_, std::min(2 * retry_time_, longest_retry_time));
    failed_flip_->set(scheduler_.now() + pause, [this] {
        if (const auto same = book_.begin_same_flip())
            flip_to(*same);
    });
}

void Flipper::handle_events() {
    const auto flip = display_.read_flip();
    if (!flip)
        log::error("source {}: cannot read events: {}", display_.connector().name, flip.error().message());
    if (!flip || !*flip || !book_.is_flipping())
        return;
    ++flips_;
    end_flip(**flip);
}

void Flipper::end_flip(std::uint64_t time_ns) {
    flip_begun_.reset();
    owner_.flipped(book_.end_flip(), time_ns);
    flip_next();
    release_buffers();
}

void Flipper::close() {
    is_closed_ = true;
    events_.reset();
    failed_flip_->cancel();
    starvation_->cancel();
}

bool Flipper::is_stuck() const {
    return flip_begun_ && scheduler_.now() - *flip_begun_ > longest_flip;
}

void Flipper::unhold(std::uint32_t index) {
    book_.unhold(index);
    release_buffers();
}

void Flipper::release_buffers() {
    if (is_closed_)
        return;
    const auto collected = book_.collect();
    if (!book_.is_starved()) {
        if (starvation_set_)
            starvation_->cancel();
        starvation_set_ = false;
    } else if (!starvation_set_) {
        starvation_set_ = true;
        starvation_->set(scheduler_.now() + hold_limit, [this] {
            starvation_set_ = false;
            give_out(book_.collect_held());
        });
    }
    give_out(collected);
}

void Flipper::give_out(const BufferBook::Collected& collected) {
    for (const std::uint32_t index : collected.gone)
        display_.drop(index);
    if (!collected.released.empty())
        owner_.released(collected.released);
}

void Flipper::set_state(SourceState state) {
    if (std::exchange(state_, state) != state)
        owner_.flipper_state_changed(state);
}

}  // namespace kmsmirror::source
