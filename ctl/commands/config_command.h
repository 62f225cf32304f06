// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Checks or shows the configuration files, without the daemon.
class ConfigCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    // Where configuration files are.
    [[nodiscard]] std::vector<std::filesystem::path> roots() const;
    [[nodiscard]] ExitCode check(const Output& output) const;
    [[nodiscard]] ExitCode show(const Output& output) const;

    std::vector<std::string> folders_;
    std::string root_ = "/";
    CLI::App* check_ = nullptr;
};

}  // namespace kmsmirror::ctl
