// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// Something happened to the daemon or to one of its objects. The keys of `before` and `now` are those of the JSON of
// that object; of a change, they hold only what changed.
struct Event {
    enum class Kind { running, stopped, added, removed, changed };
    Kind kind = Kind::changed;
    std::string object;     // "daemon", "source", "sink" or "session"
    std::string id;         // "" of the daemon
    std::string connector;  // of a source or sink
    Json before = Json::object();
    Json now = Json::object();
    std::string path_why;  // of a sink whose path reason changed: the sentence, "" = it is on its best path
};

// {"time", "event", "object", "id", "properties" or "changes"}
[[nodiscard]] Json event_json(const Event& event, const std::string& time);

// For people, each a line without its end: one for most events, one for each property that changed.
[[nodiscard]] std::vector<std::string> event_lines(const Event& event);

}  // namespace kmsmirror::ctl
