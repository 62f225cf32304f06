// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/commands/command.h"
#include "ctl/view/rates.h"

namespace kmsmirror::ctl {

// Counters of sources and sinks, or what changes each second.
class StatsCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    void show(const Context& context, Status status, const Rates* rates) const;

    std::string name_;  // of a sink; empty = all, with the sources
    bool watch_ = false;
};

}  // namespace kmsmirror::ctl
