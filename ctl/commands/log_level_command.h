// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Shows or sets how much the daemon logs.
class LogLevelCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    void set(Daemon& daemon) const;

    std::string level_;  // empty = show it
};

}  // namespace kmsmirror::ctl
