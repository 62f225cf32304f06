// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Everything on one screen.
class StatusCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    bool watch_ = false;
};

}  // namespace kmsmirror::ctl
