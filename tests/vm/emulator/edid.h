// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/vm/emulator/timing.h"

namespace kmsmirror::emulator {

inline constexpr std::size_t edid_size = 128;
using Edid = std::array<std::uint8_t, edid_size>;

struct EdidContent {
    std::string name;    // the first 13 characters are shown
    std::string serial;  // likewise; a decimal number also becomes the binary serial number
    std::uint16_t product = 0;
    Size preferred;
    std::vector<Size> others;
};

// EDID 1.4: the preferred timing first; the others as established, standard or (one at most) detailed timing.
// Throws std::invalid_argument when they do not fit or a size cannot be said in EDID (1 to 4095 either way).
[[nodiscard]] Edid build_edid(const EdidContent& content);

// What a display says when it is asked for its EDID.
enum class EdidAnswer {
    good,
    garbled,  // valid, but its texts are control characters and bytes that are no UTF-8
    corrupt,  // garbled, and the checksum is wrong
    empty,
};

[[nodiscard]] std::vector<std::uint8_t> answer_with(const Edid& edid, EdidAnswer answer);

}  // namespace kmsmirror::emulator
