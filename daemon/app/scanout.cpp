// SPDX-License-Identifier: MIT
#include "app/scanout.h"

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
// When a picture that it did not take is shown to it again, if no other comes.
constexpr milliseconds flip_retry_time(500);

}  // namespace

Scanout::Scanout(kms::DrmApi& api, Scheduler& scheduler, ScanoutOwner& owner, const std::string& card_path,
                 source::ScanoutSettings settings)
    : scheduler_(scheduler),
      owner_(owner),
      source_(api, card_path, std::move(settings)),
      failed_flip_(scheduler.make_alarm()),
      starvation_(scheduler.make_alarm()) {
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
    auto attached = source_.attach(index, std::move(dma_buf));
    if (attached)
        book_.add_attached(index);
    return attached;
}

void Scanout::detach(std::uint32_t index) {
    if (book_.drop(index))
        source_.drop(index);
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

void Scanout::drop_retired_buffers() {
    for (const std::uint32_t index : book_.retired_free_buffers())
        detach(index);
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
    // What refuses them for so long is a flip of the process before this one that was lost. Better to stand still once,
    // until the kernel gives it up, than to be without that display.
    const bool waits = refused_since_ && scheduler_.now() - *refused_since_ > longest_refusal;
    const auto result = source_.flip(index, waits ? source::Wait::yes : source::Wait::no);
    flip_begun_ = scheduler_.now();
    if (result) {
        failed_flip_->cancel();
        refused_since_.reset();
        set_state("scanout");
        return;
    }
    // Sinks and clients go on without the SoC display, at its pace; the next flip sets the mode again.
    if (state_ == "scanout")
        log::error("source {}: {} failed: {}", source_.connector().name, result.error().call,
                   result.error().error.message());
    const auto error_class = mirror::classify(result.error(), mirror::ExporterMapping::at_allocation);
    set_state(error_class == mirror::ErrorClass::no_master ? "no-master" : "error");
    if (!refused_since_)
        refused_since_ = scheduler_.now();
    failed_flip_->set(scheduler_.now() + failed_flip_time, [this] {
        const auto time = scheduler_.now().time_since_epoch();
        end_flip(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count()));
        if (!book_.is_flipping())
            failed_flip_->set(scheduler_.now() + flip_retry_time, [this] {
                if (const auto same = book_.begin_same_flip())
                    flip_to(*same);
            });
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
    if (!collected.released.empty() || !book_.is_starved()) {
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
