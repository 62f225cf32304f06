// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Changes settings of a sink, all or, if one is wrong, none.
class SetCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::string name_;
    std::vector<std::string> words_;  // KEY=VALUE
    bool persistent_ = false;
    bool verify_ = false;
};

}  // namespace kmsmirror::ctl
