// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/doctor/card.h"
#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

struct Process {
    std::string command;
    std::string pid;

    // As debugfs names it.
    [[nodiscard]] bool has_ended() const { return command == "<unknown>"; }
    // It opens cards for other programs, or keeps them open.
    [[nodiscard]] bool hands_on() const;
    [[nodiscard]] std::string words() const { return command + " (process " + pid + ')'; }
};

// Whether debugfs tells who has the card open.
[[nodiscard]] bool has_clients(const System& system, const Card& card);

// Who has opened what is master of the card, which others may hold by now.
[[nodiscard]] std::optional<Process> master_of(const System& system, const Card& card);

// Who holds the card, as far as /proc tells, without what hands cards on.
[[nodiscard]] std::vector<Process> processes_with(const System& system, const Card& card);

}  // namespace kmsmirror::ctl::doctor
