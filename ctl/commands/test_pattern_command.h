// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Shows a test pattern on one display.
class TestPatternCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::string name_;
    std::string pattern_ = "bars";
    std::uint32_t seconds_ = 10;
};

}  // namespace kmsmirror::ctl
