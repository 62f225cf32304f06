// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "ctl/daemon.h"
#include "ctl/options.h"
#include "ctl/output.h"

namespace kmsmirror::ctl {

// What a command works with.
class Context {
public:
    explicit Context(const Options& options) : options_(options), output_(options.json) {}

    [[nodiscard]] const Options& options() const noexcept { return options_; }
    [[nodiscard]] const Output& output() const noexcept { return output_; }
    // Connects to the bus when it is needed first. Throws Failure.
    [[nodiscard]] Daemon& daemon() {
        if (!daemon_)
            daemon_.emplace(options_.bus);
        return *daemon_;
    }

private:
    const Options& options_;
    Output output_;
    std::optional<Daemon> daemon_;
};

}  // namespace kmsmirror::ctl
