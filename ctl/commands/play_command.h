// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "ctl/commands/command.h"
#include "ctl/session.h"
#include "ctl/video_input.h"
#include "tools/frame_reader.h"

namespace kmsmirror::ctl {

// Video from standard input to the display of a source.
class PlayCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    // Returns how many frames were shown.
    std::uint64_t play(Context& context) const;
    std::uint64_t show(tools::Screen& screen, tools::FrameStream& frames) const;
    bool read_next(tools::FrameReader& reader, std::uint64_t count) const;

    SessionWish session_;
    VideoOptions video_;
    std::optional<std::uint32_t> fps_;
    std::optional<std::uint64_t> frames_;
    bool hold_ = false;
    bool verbose_ = false;
};

}  // namespace kmsmirror::ctl
