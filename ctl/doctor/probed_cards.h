// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whose buffers the sink's display would show: the path of a card; empty if the board has no display card.
[[nodiscard]] std::string source_path_for(const Facts& facts, const Sink& sink);
// The source's card; where there is none, another one that is not on USB, also the desktop's: whoever only allocates
// buffers takes nothing from it. Throws Failure when the board has none, or not the one that is configured.
[[nodiscard]] const Card& exporting_card(const Facts& facts);

// Without the daemon, by names of cards, connectors or USB ports; null if nothing is called so.
[[nodiscard]] const Card* find_card_named(const Facts& facts, const std::string& name);
// Cards on USB that something is connected to: whether another program has them will turn out.
[[nodiscard]] std::vector<const Card*> usb_cards_with_display(const Facts& facts);

// Throws Failure when the user calls a sink what nothing is called, or what is no sink: the board's own display.
void check_sink_name(const Facts& facts, const std::string& named);

}  // namespace kmsmirror::ctl::doctor
