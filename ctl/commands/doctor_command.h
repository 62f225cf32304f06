// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Examines the machine and says what keeps displays black or slow, and what to do about it.
class DoctorCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    std::string sink_;
    std::string root_;
    std::string report_file_;
    bool with_serials_ = false;
};

}  // namespace kmsmirror::ctl
