// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/expected.h"
#include "config/message.h"
#include "config/sink_rule.h"

namespace kmsmirror::config {

// Settings that the daemon remembers for a display: a file each, like those that people write, which they may read and
// delete. Reads and writes files at each call, and may block for as long as the disk does. One process, and one thread
// of it, writes to a folder at a time.
class SettingsStore {
public:
    struct All {
        std::vector<SinkRule> rules;
        std::vector<Message> messages;
    };

    // The folder need not be there.
    explicit SettingsStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Of all displays: what counts more comes later. A folder that cannot be read is an error.
    [[nodiscard]] All all() const;

    struct Wish {
        SinkIdentity sink;
        RememberedBy by = RememberedBy::nothing;
        SinkChanges changes;
    };
    // Adds changes to what is remembered: all of them, or none where a file cannot be written. Each file is replaced as
    // a whole. The error is for people. A file that was not understood is replaced.
    [[nodiscard]] tl::expected<void, std::string> save(const std::vector<Wish>& wishes) const;

private:
    std::filesystem::path folder_;
};

// "sinks" in the service's state folder: $STATE_DIRECTORY, or /var/lib/kmsmirror.
[[nodiscard]] std::filesystem::path default_settings_folder();

}  // namespace kmsmirror::config
