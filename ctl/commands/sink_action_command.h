// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// What is asked of a sink without a value.
enum class SinkAction { enable, disable, pause, resume, blank, off, on, rearm };

class SinkActionCommand final : public Command {
public:
    explicit SinkActionCommand(SinkAction action) : action_(action) {}

    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    [[nodiscard]] bool is_setting() const noexcept {
        return action_ == SinkAction::enable || action_ == SinkAction::disable;
    }

    SinkAction action_;
    std::vector<std::string> names_;
    bool persistent_ = false;
};

}  // namespace kmsmirror::ctl
