// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/sink_settings.h"

namespace kmsmirror::config {

// What is known of a sink. Empty = not known.
struct SinkIdentity {
    std::string id;  // as on D-Bus, before it is encoded
    std::string driver;
    std::string usb_path;
    std::string connector;
    std::string make, model, serial;  // of the display that is connected
    bool operator==(const SinkIdentity&) const = default;
};

// Shell globs (fnmatch(3)). Empty = whatever it is.
struct SinkMatch {
    std::string id;
    std::string driver;
    std::string usb_path;
    std::string connector;
    std::string make, model, serial;
    bool operator==(const SinkMatch&) const = default;
};

// What one file says of the sinks that it is for.
struct SinkRule {
    std::string file;
    SinkMatch match;
    SinkChanges changes;
    bool operator==(const SinkRule&) const = default;
};

// Whether all that `match` asks for is so.
[[nodiscard]] bool matches(const SinkMatch& match, const SinkIdentity& sink);

// A glob for `text` and nothing else, which can stand in a file.
[[nodiscard]] std::string glob_for(const std::string& text);

}  // namespace kmsmirror::config
