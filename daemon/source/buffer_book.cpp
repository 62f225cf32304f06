// SPDX-License-Identifier: MIT
#include "source/buffer_book.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::source {

BufferBook::BufferBook(std::size_t count) : entries_(count) {}

bool BufferBook::is_free(std::uint32_t index) const noexcept {
    return index < entries_.size() && entries_[index].place == Place::free;
}

std::vector<std::uint32_t> BufferBook::free_buffers() const {
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
        if (is_free(i))
            result.push_back(i);
    return result;
}

void BufferBook::queue(std::uint32_t index) {
    entries_[index].place = Place::in_use;
    queued_.push_back(index);
}

std::optional<std::uint32_t> BufferBook::begin_flip() {
    if (flipping_ || queued_.empty())
        return std::nullopt;
    flipping_ = queued_.front();
    queued_.pop_front();
    return flipping_;
}

std::uint32_t BufferBook::end_flip() {
    if (on_screen_)
        entries_[*on_screen_].place = Place::leaving;
    on_screen_ = std::exchange(flipping_, std::nullopt);
    return *on_screen_;
}

std::vector<std::uint32_t> BufferBook::collect() {
    return collect_where(false);
}

std::vector<std::uint32_t> BufferBook::collect_held() {
    return collect_where(true);
}

std::vector<std::uint32_t> BufferBook::collect_where(bool also_held) {
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].place == Place::leaving && (also_held || entries_[i].holds == 0)) {
            entries_[i].place = Place::free;
            result.push_back(i);
        }
    return result;
}

bool BufferBook::is_starved() const noexcept {
    const auto any = [this](Place place) {
        return std::any_of(entries_.begin(), entries_.end(), [place](const Entry& e) { return e.place == place; });
    };
    return any(Place::leaving) && !any(Place::free);
}

}  // namespace kmsmirror::source
