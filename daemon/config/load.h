// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.h"

namespace kmsmirror::config {

// What was odd (warning) or why a file was refused (error). `text` begins with the file and, where known, the line.
struct Message {
    enum class Severity { warning, error };
    Severity severity = Severity::warning;
    std::string text;
};

struct Loaded {
    Config config;
    std::vector<Message> messages;
};

// /etc/kmsmirror, /run/kmsmirror, /usr/lib/kmsmirror: an earlier folder hides files of the same name in later ones.
[[nodiscard]] std::vector<std::filesystem::path> default_roots();

// Reads the first kmsmirror.conf, then the kmsmirror.conf.d/*.conf of all roots in the order of their file names; later
// values win. A file with a bad value counts as not there, an unknown key is skipped with a warning. Never throws for
// what files contain or lack.
[[nodiscard]] Loaded load(const std::vector<std::filesystem::path>& roots);

}  // namespace kmsmirror::config
