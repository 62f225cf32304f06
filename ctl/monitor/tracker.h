// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ctl/monitor/event.h"

namespace kmsmirror::ctl {

// A signal of the daemon, its arguments read into an array.
struct Signal {
    std::string object_path;
    std::string member;
    Json arguments = Json::array();
};

// Keeps what the daemon's objects said last, and turns its signals into events.
class Tracker {
public:
    // `raw_status` as of GetStatus(). What was known before is forgotten.
    Event start(const Json& raw_status);
    // All objects are gone with the daemon.
    Event stop();

    // Nothing when the signal says nothing new, or is not one of ObjectManager or Properties. Throws Json::exception
    // when its arguments are not those that it must have.
    [[nodiscard]] std::vector<Event> take(const Signal& signal);

private:
    struct Object {  // NOLINT(bugprone-exception-escape): a Json that is moved throws nothing
        std::string kind;
        std::string id;
        Json properties;  // by their names on D-Bus
    };

    std::vector<Event> add(const std::string& path, const Json& interfaces);
    std::vector<Event> remove(const std::string& path);
    std::vector<Event> change(const std::string& path, const Json& properties);
    void keep(const Json& properties);

    std::map<std::string, Object> objects_;  // by their path
};

}  // namespace kmsmirror::ctl
