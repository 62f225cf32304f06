// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "config/load.h"
#include "config/message.h"

// What the configuration names and the machine, as it is now, lacks.
namespace kmsmirror::config {

// The card: the daemon takes no other one, and waits for as long as this is not there. Nothing if it names none.
[[nodiscard]] std::optional<Message> check_card(const Loaded& loaded);
// The group: where there is no polkit, its members would have been allowed what they are not.
[[nodiscard]] std::optional<Message> check_group(const Loaded& loaded);

}  // namespace kmsmirror::config
