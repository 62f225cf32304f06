// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// All that is known of one sink or source.
class InfoCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::string name_;
};

}  // namespace kmsmirror::ctl
