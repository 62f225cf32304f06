// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "config/load.h"
#include "config/message.h"

namespace kmsmirror::config {

// What is odd about the card that the configuration names, on the machine as it is now: the daemon takes no other one,
// and waits for as long as this is not there. Nothing if it names none.
[[nodiscard]] std::optional<Message> check_card(const Loaded& loaded);

}  // namespace kmsmirror::config
