// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/frame_diff.h"

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace kmsmirror::tools {

// The command line of kmsmirror-pattern.
struct Arguments {
    std::string pattern;
    std::optional<PictureLayout> size;  // --size, bytes_per_pixel not set
    std::uint32_t fps = 0;              // 0 = as fast as buffers come back
    std::optional<std::uint64_t> frames;
    std::string buffers;  // --buffers: a kind of OwnMemory, empty = the daemon's
    bool hold = false;
    bool to_stdout = false;
    bool replace = false;
    bool wait = false;
    bool session_bus = false;
    bool verbose = false;

    // Adds the options to `app`, which fills this object when it parses, and throws CLI::ParseError with a sentence
    // that names what is wrong.
    void set_up(CLI::App& app);
};

}  // namespace kmsmirror::tools
