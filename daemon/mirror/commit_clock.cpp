// SPDX-License-Identifier: MIT
#include "mirror/commit_clock.h"

#include <fmt/format.h>

namespace kmsmirror::mirror {
namespace {

using std::chrono::milliseconds;

milliseconds longest_commit(std::uint64_t pixels) noexcept {
    constexpr std::uint64_t bytes_per_pixel = 4;
    constexpr std::uint64_t bytes_per_ms = 20'000;  // USB 2, with little luck
    constexpr std::uint64_t patience = 4;
    return milliseconds(1000 + patience * pixels * bytes_per_pixel / bytes_per_ms);
}

}  // namespace

void CommitClock::begin(Time now, std::uint64_t pixels) noexcept {
    running_ = true;
    begun_ = now;
    longest_ = longest_commit(pixels);
}

void CommitClock::end(Time now) noexcept {
    if (!running_)
        return;
    running_ = false;
    took_ = std::chrono::duration_cast<milliseconds>(now - begun_);
    plenty_ = longest_;
    slow_ = took_ >= plenty_;
}

std::string CommitClock::text() const {
    if (slow_)
        return fmt::format("the display took {} ms for a frame, {} ms are plenty", took_.count(), plenty_.count());
    return fmt::format("the display has not taken a frame for {} ms", longest_.count());
}

}  // namespace kmsmirror::mirror
