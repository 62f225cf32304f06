// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "kms/drm_api.h"

namespace kmsmirror::kms {

// Owns the opening of one card: whatever becomes of it, the card is let go of as open_card() demands, so that neither
// the service manager keeps it for nobody nor another program waits for its master. What is made on the card goes
// first. Any thread, one at a time.
class OpenCard {
public:
    // A card that comes from a process before this one is cleared of the GEM handles that it was killed with: nobody
    // could tell what they are, and each holds memory of the card for as long as the card is kept.
    // Throws std::system_error that names the card.
    OpenCard(DrmApi& api, const std::string& path);
    ~OpenCard();
    OpenCard(const OpenCard&) = delete;
    OpenCard& operator=(const OpenCard&) = delete;

    [[nodiscard]] int fd() const noexcept { return card_.fd.get(); }

private:
    OpenCard(DrmApi& api, OpenedCard card) noexcept;
    // Returns how many there were.
    std::uint32_t close_left_handles();

    DrmApi& api_;
    OpenedCard card_;
};

}  // namespace kmsmirror::kms
