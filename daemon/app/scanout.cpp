// SPDX-License-Identifier: MIT
#include "app/scanout.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"
#include "mirror/error_class.h"

namespace kmsmirror::app {
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

std::uint64_t now_ns(const Scheduler& scheduler) {
    const auto time = scheduler.now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
}

}  // namespace

Scanout::Scanout(kms::DrmApi& api, Scheduler& scheduler, ScanoutOwner& owner, const std::string& card_path,
                 source::ScanoutSettings settings)
    : scheduler_(scheduler),
      owner_(owner),
      source_(api, card_path, std::move(settings)),
      retry_time_(first_retry_time),
      failed_flip_(scheduler.make_alarm()),
      starvation_(scheduler.make_alarm()),
      self_(std::make_shared<char>(), this) {
    auto left = source_.take_over();
    add_buffers(source_.allocate());
    if (left) {
        left_ = book_.add_on_screen();
        source_.put(*left_, std::move(*left));
    }
}

void Scanout::add_buffers(std::vector<source::OwnedBuffer> buffers) {
    offered_.clear();
    for (source::OwnedBuffer& buffer : buffers) {
        const std::uint32_t index = book_.add();
        source_.put(index, std::move(buffer));
        offered_.push_back(index);
    }
}

CallResult<void> Scanout::attach(std::uint32_t index, kms::DmaBuf dma_buf) {
    auto attached = source_.attach(book_.add_attached(index), std::move(dma_buf));
    if (!attached)
        book_.detach(index);
    return attached;
}

void Scanout::detach(std::uint32_t index) {
    if (const auto gone = book_.detach(index))
        source_.drop(*gone);
}

bool Scanout::move_to_heap() {
    if (is_on_heap_ || heap_failed_)
        return false;
    heap_failed_ = !replace_buffers(true);
    return !heap_failed_;
}

bool Scanout::move_back() {
    heap_failed_ = false;
    return is_on_heap_ && replace_buffers(false);
}

bool Scanout::replace_buffers(bool on_heap) {
    const std::vector<std::uint32_t> old = offered_;
    const std::string& name = source_.connector().name;
    try {
        add_buffers(on_heap ? source_.allocate_on_heap() : source_.allocate());
    } catch (const std::exception& error) {
        log::info("source {}: the buffers stay where they are: {}", name, error.what());
        return false;
    }
    is_on_heap_ = on_heap;
    log::info(
        "source {}: {} buffers {}", name, offered_.size(),
        on_heap ? "from the dma-heap now, because displays cannot read the others" : "of the display driver again");
    for (const std::uint32_t index : old)
        book_.retire(index);
    return true;
}

void Scanout::drop_client() {
    for (const std::uint32_t gone : book_.drop_client())
        source_.drop(gone);
}

void Scanout::show(std::uint32_t index) {
    book_.queue(index);
    flip_next();
}

void Scanout::flip_next() {
    if (const auto next = book_.begin_flip())
        flip_to(*next);
}

void Scanout::flip_to(std::uint32_t index) {
    if (is_waiting_) {
        end_flip_later();
        return;
    }
    if (refused_since_ && scheduler_.now() - *refused_since_ > longest_refusal) {
        wait_for_flip(index);
        return;
    }
    const auto result = source_.flip(index);
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
void Scanout::wait_for_flip(std::uint32_t index) {
    end_flip_later();
    auto flip = source_.waiting_flip(index);
    if (!flip) {
        note_failure(flip.error());
        return;
    }
    log::warning("source {}: a flip was lost; waiting until the kernel gives it up", source_.connector().name);
    is_waiting_ = true;
    book_.hold(index);
    waiting_flip_ =
        std::jthread([&scheduler = scheduler_, self = std::weak_ptr(self_), index, flip = std::move(*flip)] {
            const auto result = flip();
            scheduler.post([self, index, result] {
                if (const auto scanout = self.lock())
                    scanout->finish_waiting_flip(index, result);
            });
        });
}

void Scanout::finish_waiting_flip(std::uint32_t index, const CallResult<void>& result) {
    is_waiting_ = false;
    source_.note_flip(index, result);
    if (result)
        end_failures();
    else
        note_failure(result.error());
    unhold(index);
    flip_again_later();
}

void Scanout::end_failures() {
    refused_since_.reset();
    retry_time_ = first_retry_time;
    set_state("scanout");
}

void Scanout::note_failure(const CallError& error) {
    if (state_ == "scanout")
        log::error("source {}: {} failed: {}", source_.connector().name, error.call, error.error.message());
    const auto error_class = mirror::classify(error, mirror::ExporterMapping::at_allocation);
    set_state(error_class == mirror::ErrorClass::no_master ? "no-master" : "error");
    if (error.error != std::errc::device_or_resource_busy)
        refused_since_.reset();
    else if (!refused_since_)
        refused_since_ = scheduler_.now();
}

// Sinks and clients go on without the SoC display, at its pace; the next flip sets the mode again.
void Scanout::end_flip_later() {
    failed_flip_->set(scheduler_.now() + failed_flip_time, [this] {
        end_flip(now_ns(scheduler_));
        flip_again_later();
    });
}

// The display shall not keep an old picture until the next one comes. One of which another program is master is left
// alone.
void Scanout::flip_again_later() {
    if (book_.is_flipping() || is_waiting_ || state_ == "no-master")
        return;
    const auto pause = std::exchange(retry_time_, std::min(2 * retry_time_, longest_retry_time));
    failed_flip_->set(scheduler_.now() + pause, [this] {
        if (const auto same = book_.begin_same_flip())
            flip_to(*same);
    });
}

bool Scanout::handle_events() {
    const auto flip = source_.read_flip();
    if (!flip)
        log::error("source {}: cannot read events: {}", source_.connector().name, flip.error().message());
    if (!flip || !*flip || !book_.is_flipping())
        return false;
    end_flip(**flip);
    return true;
}

void Scanout::end_flip(std::uint64_t time_ns) {
    flip_begun_.reset();
    owner_.flipped(book_.end_flip(), time_ns);
    flip_next();
    release_buffers();
}

bool Scanout::is_stuck() const {
    return flip_begun_ && scheduler_.now() - *flip_begun_ > longest_flip;
}

void Scanout::unhold(std::uint32_t index) {
    book_.unhold(index);
    release_buffers();
}

void Scanout::release_buffers() {
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

void Scanout::give_out(const source::BufferBook::Collected& collected) {
    for (const std::uint32_t index : collected.gone)
        source_.drop(index);
    if (!collected.released.empty())
        owner_.released(collected.released);
}

void Scanout::set_state(const std::string& state) {
    if (std::exchange(state_, state) != state)
        owner_.scanout_state_changed(state);
}

}  // namespace kmsmirror::app
