// SPDX-License-Identifier: MIT
#include "source/buffer_book.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::source {

BufferBook::BufferBook(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        add();
}

std::uint32_t BufferBook::add() {
    const auto unused = [](const Entry& entry) { return entry.place == Place::none && entry.holds == 0; };
    auto found = std::find_if(entries_.begin(), entries_.end(), unused);
    if (found == entries_.end())
        found = entries_.insert(found, Entry{});
    *found = Entry{Place::free, 0, false, false};
    return static_cast<std::uint32_t>(found - entries_.begin());
}

std::uint32_t BufferBook::add_on_screen() {
    const std::uint32_t index = add();
    entries_[index] = Entry{Place::in_use, 0, true, false};
    on_screen_ = index;
    return index;
}

bool BufferBook::drop(std::uint32_t index) noexcept {
    if (index >= entries_.size() || (!entries_[index].retired && !entries_[index].attached))
        return false;
    entries_[index].retired = true;
    if (entries_[index].place != Place::free)
        return false;
    entries_[index].place = Place::none;
    return true;
}

void BufferBook::add_attached(std::uint32_t index) {
    if (entries_.size() <= index)
        entries_.resize(index + 1);
    entries_[index] = Entry{Place::free, entries_[index].holds, false, true};
}

bool BufferBook::is_attached(std::uint32_t index) const noexcept {
    return index < entries_.size() && entries_[index].attached;
}

bool BufferBook::is_free(std::uint32_t index) const noexcept {
    return index < entries_.size() && entries_[index].place == Place::free;
}

std::vector<std::uint32_t> BufferBook::free_buffers() const {
    return free_where(false);
}

std::vector<std::uint32_t> BufferBook::retired_free_buffers() const {
    return free_where(true);
}

std::vector<std::uint32_t> BufferBook::free_where(bool retired) const {
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
        if (is_free(i) && entries_[i].retired == retired && !entries_[i].attached)
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

std::optional<std::uint32_t> BufferBook::begin_same_flip() {
    if (flipping_)
        return std::nullopt;
    flipping_ = on_screen_;
    return flipping_;
}

std::uint32_t BufferBook::end_flip() {
    if (on_screen_ && on_screen_ != flipping_)
        entries_[*on_screen_].place = Place::leaving;
    on_screen_ = std::exchange(flipping_, std::nullopt);
    return *on_screen_;
}

BufferBook::Collected BufferBook::collect() {
    return collect_where(false);
}

BufferBook::Collected BufferBook::collect_held() {
    return collect_where(true);
}

BufferBook::Collected BufferBook::collect_where(bool also_held) {
    Collected result;
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        if (entry.place != Place::leaving || (entry.holds != 0 && (!also_held || entry.retired)))
            continue;
        entry.place = entry.retired ? Place::none : Place::free;
        if (entry.retired)
            result.gone.push_back(i);
        if (!entry.retired || entry.attached)
            result.released.push_back(i);
    }
    return result;
}

bool BufferBook::is_starved() const noexcept {
    const auto any = [this](Place place) {
        return std::any_of(entries_.begin(), entries_.end(),
                           [place](const Entry& e) { return e.place == place && !e.retired; });
    };
    return any(Place::leaving) && !any(Place::free);
}

}  // namespace kmsmirror::source
