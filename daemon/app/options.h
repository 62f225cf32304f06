// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "bus/service.h"

namespace kmsmirror::app {

// The command line of kmsmirrord.
struct Options {
    bus::BusAddress bus;
    std::vector<std::filesystem::path> config_roots;  // empty = the system's
    log::Level log_level = log::Level::info;
};

// Parses the command line. `exit_code` is set when the program shall end at once: 0 after --help and --version (printed
// to standard output), 2 for a wrong command line (said on standard error).
struct ParsedOptions {
    Options options;
    std::optional<int> exit_code;
};
[[nodiscard]] ParsedOptions parse_options(int argc, char** argv);

}  // namespace kmsmirror::app
