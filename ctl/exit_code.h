// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace kmsmirror::ctl {

// As kmsmirrorctl(1) documents them.
enum class ExitCode { ok = 0, failed = 1, usage = 2, not_running = 3, degraded = 4, access_denied = 5 };

// Ends a command: a sentence for the user, printable and without a full stop, and the exit code.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}

    [[nodiscard]] ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

}  // namespace kmsmirror::ctl
