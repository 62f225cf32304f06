// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/load.h"
#include "config/message.h"
#include "ctl/json.h"

// The configuration and what is wrong with it, as people and programs read it.
namespace kmsmirror::ctl {

// Whether it is of a file or folder that only others may look at.
[[nodiscard]] bool is_hidden(const config::Message& message);

// A line for each, as compilers write them: "FILE:LINE: error: TEXT".
[[nodiscard]] std::string messages_text(const std::vector<config::Message>& messages);
[[nodiscard]] Json messages_json(const std::vector<config::Message>& messages);

// What is in force: each key of kmsmirror.conf with its value and where that was set, then what is said of single
// displays, file by file. `remembered` are what the daemon remembers.
[[nodiscard]] std::string config_text(const config::Loaded& loaded, const std::vector<config::SinkRule>& remembered);
[[nodiscard]] Json config_json(const config::Loaded& loaded, const std::vector<config::SinkRule>& remembered);

}  // namespace kmsmirror::ctl
