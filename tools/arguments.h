// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "tools/frame_diff.h"

namespace kmsmirror::tools {

// The command line is wrong; the sentence names the value. Ends with exit code 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

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
    bool session_bus = false;
    bool verbose = false;
    bool help = false;
    bool version = false;
};

// Throws UsageError.
[[nodiscard]] Arguments parse_arguments(int argc, char** argv);

// Runs the tool: --help and --version, exceptions to sentences and exit codes.
int run_tool(int argc, char** argv, void (*run)(const Arguments&));

}  // namespace kmsmirror::tools
