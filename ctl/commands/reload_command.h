// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Lets the daemon read its configuration again.
class ReloadCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    [[nodiscard]] static bus::Message reload(Context& context);
};

}  // namespace kmsmirror::ctl
