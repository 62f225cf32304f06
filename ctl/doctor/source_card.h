// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// The card of the source: the one that the daemon says; else the one in Card=; else the one that the daemon would take
// first, one with a display before one without. Null if there is none.
[[nodiscard]] const Card* source_card(const Facts& facts);

// Whether the card shows the source, or would: it is not left to other programs.
[[nodiscard]] bool is_sink_card(const Facts& facts, const Card& card);

// Whether the daemon leaves the card to the desktop.
[[nodiscard]] bool is_desktops(const Facts& facts, const Card& card);

// "FILE:LINE" of a key in section [Source], else "the configuration".
[[nodiscard]] std::string place_of_key(const Facts& facts, const char* key);

}  // namespace kmsmirror::ctl::doctor
