// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Shows on displays which ones they are.
class IdentifyCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::vector<std::string> names_;  // empty = all
    std::uint32_t seconds_ = 5;
};

}  // namespace kmsmirror::ctl
