// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Tables of what there is.
class ListCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    [[nodiscard]] bool wants(const char* kind) const { return kind_.empty() || kind_ == kind; }
    [[nodiscard]] Json json(const Status& status) const;
    [[nodiscard]] std::string text(const Status& status, const Context& context) const;

    std::string kind_;  // empty = all
};

}  // namespace kmsmirror::ctl
