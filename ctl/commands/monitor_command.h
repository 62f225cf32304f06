// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ctl/commands/command.h"
#include "ctl/monitor/tracker.h"

namespace kmsmirror::ctl {

// Tells what happens, until it is ended.
class MonitorCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    void start(Context& context);
    void handle(Context& context, sd_bus_message* signal);
    static void tell(const Context& context, const Event& event);

    Tracker tracker_;
    std::uint64_t known_until_ =
        0;  // the daemon's number of the reply that told everything; what it sent before is old
};

}  // namespace kmsmirror::ctl
