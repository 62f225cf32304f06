// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

// Raw frames from standard input to the display of a source.
class PlayCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    // Returns how many frames were shown.
    std::uint64_t play(Context& context) const;

    std::string source_;  // empty = the first
    std::string size_;    // empty = that of the source
    std::string format_;  // empty = that of the source
    std::uint32_t fps_ = 0;
    std::optional<std::uint64_t> frames_;
    bool hold_ = false;
    bool replace_ = false;
    bool verbose_ = false;
};

}  // namespace kmsmirror::ctl
