// SPDX-License-Identifier: MIT
#include "source/buffer_book.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::source {

BufferBook::BufferBook(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        add();
}

std::uint32_t BufferBook::add(Entry entry) {
    const auto unused = [](const Entry& e) { return e.place == Place::none && e.holds == 0; };
    auto found = std::find_if(entries_.begin(), entries_.end(), unused);
    if (found == entries_.end())
        found = entries_.insert(found, Entry{});
    *found = entry;
    return static_cast<std::uint32_t>(found - entries_.begin());
}

std::uint32_t BufferBook::add() {
    return add({Place::free, Kind::offered, 0, false, take_index()});
}

std::optional<std::uint32_t> BufferBook::take_index() noexcept {
    for (std::uint32_t index = 0; index < offered_indices; ++index)
        if (!find(index))
            return index;
    for (std::uint32_t index = 0; index < offered_indices; ++index)
        if (Entry& entry = entries_[*find(index)]; entry.retired)
            return std::exchange(entry.index, std::nullopt);
    return std::nullopt;
}

std::uint32_t BufferBook::add_on_screen() {
    on_screen_ = add({Place::in_use, Kind::offered, 0, true, std::nullopt});
    return *on_screen_;
}

std::uint32_t BufferBook::add_attached(std::uint32_t index) {
    return add({Place::free, Kind::attached, 0, false, index});
}

bool BufferBook::is_attached(std::uint32_t number) const noexcept {
    return number < entries_.size() && entries_[number].place != Place::none && entries_[number].kind == Kind::attached;
}

std::optional<std::uint32_t> BufferBook::find(std::uint32_t index) const noexcept {
    const auto found = std::ranges::find(entries_, std::optional(index), &Entry::index);
    if (found == entries_.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - entries_.begin());
}

std::optional<std::uint32_t> BufferBook::index_of(std::uint32_t number) const noexcept {
    return number < entries_.size() ? entries_[number].index : std::nullopt;
}

void BufferBook::retire(std::uint32_t number) noexcept {
    Entry& entry = entries_[number];
    entry.retired = true;
    // The client has it no more and will not get it back.
    if (entry.place != Place::free)
        entry.index.reset();
}

std::optional<std::uint32_t> BufferBook::detach(std::uint32_t index) noexcept {
    const auto number = find(index);
    if (!number)
        return std::nullopt;
    Entry& entry = entries_[*number];
    if (entry.kind == Kind::offered && !entry.retired)
        return std::nullopt;
    entry.retired = true;
    if (entry.place != Place::free)
        return std::nullopt;
    entry.place = Place::none;
    entry.index.reset();
    return number;
}

std::vector<std::uint32_t> BufferBook::drop_client() {
    std::vector<std::uint32_t> gone;
    for (std::uint32_t number = 0; number < entries_.size(); ++number) {
        Entry& entry = entries_[number];
        if (entry.place == Place::none || (entry.kind == Kind::offered && !entry.retired))
            continue;
        entry.retired = true;
        entry.index.reset();
        if (entry.place != Place::free)
            continue;
        entry.place = Place::none;
        gone.push_back(number);
    }
    return gone;
}

bool BufferBook::is_free(std::uint32_t number) const noexcept {
    return number < entries_.size() && entries_[number].place == Place::free;
}

std::vector<std::uint32_t> BufferBook::free_buffers() const {
    std::vector<std::uint32_t> result;
    for (std::uint32_t number = 0; number < entries_.size(); ++number)
        if (is_free(number) && !entries_[number].retired && entries_[number].kind == Kind::offered)
            result.push_back(number);
    return result;
}

void BufferBook::queue(std::uint32_t number) {
    Entry& entry = entries_[number];
    entry.place = Place::in_use;
    if (entry.retired)
        entry.index.reset();
    queued_.push_back(number);
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
    Collected result;
    for (std::uint32_t number = 0; number < entries_.size(); ++number)
        if (entries_[number].place == Place::leaving && entries_[number].holds == 0)
            free_or_drop(number, result);
    return result;
}

BufferBook::Collected BufferBook::collect_held() {
    Collected result;
    for (const Kind kind : {Kind::offered, Kind::attached})
        if (is_starved(kind))
            for (std::uint32_t number = 0; number < entries_.size(); ++number)
                if (const Entry& e = entries_[number]; e.kind == kind && e.place == Place::leaving && !e.retired)
                    free_or_drop(number, result);
    return result;
}

void BufferBook::free_or_drop(std::uint32_t number, Collected& collected) {
    Entry& entry = entries_[number];
    entry.place = entry.retired ? Place::none : Place::free;
    if (entry.index)
        collected.released.push_back(*entry.index);
    if (!entry.retired)
        return;
    entry.index.reset();
    collected.gone.push_back(number);
}

bool BufferBook::is_starved() const noexcept {
    return is_starved(Kind::offered) || is_starved(Kind::attached);
}

bool BufferBook::is_starved(Kind kind) const noexcept {
    const auto any = [this, kind](Place place) {
        return std::ranges::any_of(entries_,
                                   [=](const Entry& e) { return e.kind == kind && e.place == place && !e.retired; });
    };
    return any(Place::leaving) && !any(Place::free);
}

}  // namespace kmsmirror::source
