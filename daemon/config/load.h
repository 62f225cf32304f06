// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "config/message.h"

namespace kmsmirror::config {

// Where a value was set.
struct Place {
    std::string file;
    int line = 0;
    bool operator==(const Place&) const = default;
};

struct Loaded {
    Config config;
    std::vector<Message> messages;
    std::map<std::pair<std::string, std::string>, Place>
        places;  // by section and key; without those that have defaults

    // Whether a file or a folder, and what it says, is not part of `config`.
    [[nodiscard]] bool is_refused() const;
};

// /etc/kmsmirror, /run/kmsmirror, /usr/lib/kmsmirror: an earlier folder hides files of the same name in later ones.
[[nodiscard]] std::vector<std::filesystem::path> default_roots();

// Reads the first kmsmirror.conf, then the kmsmirror.conf.d/*.conf of all roots in the order of their file names; later
// values win. Then sinks.d/*.conf in the same way. A folder need not be there; one that is there and cannot be read is
// an error. A file with a bad value counts as not there, an unknown key is skipped with a warning. Never throws for
// what files contain or lack. May be called any number of times.
[[nodiscard]] Loaded load(const std::vector<std::filesystem::path>& roots);

}  // namespace kmsmirror::config
