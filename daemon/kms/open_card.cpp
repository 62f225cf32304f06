// SPDX-License-Identifier: MIT
#include "kms/open_card.h"

#include <utility>

#include "base/log.h"

namespace kmsmirror::kms {

namespace {

// The kernel gives out the smallest number that is free (drm_gem_handle_create_tail(), idr_alloc() from 1), so that no
// handle is higher than as many as were ever open at once. The daemon has a few, each for as long as it takes to make a
// framebuffer of it: that many numbers in a row with nothing behind them are the end.
constexpr std::uint32_t most_unused_in_a_row = 256;

}  // namespace

OpenCard::OpenCard(DrmApi& api, OpenedCard card) noexcept : api_(api), card_(std::move(card)) {}

OpenCard::OpenCard(DrmApi& api, const std::string& path)
    : OpenCard(api, value_or_throw(api.open_card(path), path.c_str())) {
    if (!card_.is_taken_over)
        return;
    if (const std::uint32_t closed = close_left_handles(); closed != 0)
        log::info("{}: closed {} buffers that a process has left which was killed", path, closed);
}

OpenCard::~OpenCard() {
    api_.close_card(std::move(card_.fd));
}

std::uint32_t OpenCard::close_left_handles() {
    std::uint32_t closed = 0;
    std::uint32_t unused = 0;
    for (std::uint32_t handle = 1; unused < most_unused_in_a_row; ++handle) {
        const auto error = api_.close_gem_handle(fd(), handle);
        if (!error) {
            ++closed;
            unused = 0;
        } else if (error == std::errc::invalid_argument) {
            ++unused;
        } else {
            break;  // the card is gone
        }
    }
    return closed;
}

}  // namespace kmsmirror::kms
