// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Writes what a source or a sink shows as a PNG file, with the rights of the user.
class ScreenshotCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::string name_;
    std::string file_;  // "-" = standard output; empty = named after the connector
};

}  // namespace kmsmirror::ctl
