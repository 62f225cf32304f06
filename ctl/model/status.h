// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "ctl/json.h"

// What kmsmirrord says of itself, its sources, sinks and sessions: plain values, each with its JSON, whose keys are
// documented in kmsmirrorctl(1). What the daemon does not say is empty or zero.
namespace kmsmirror::ctl {

// Pixels and mHz; all zero = no mode is set.
struct Mode {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t refresh_mhz = 0;
    bool operator==(const Mode&) const = default;

    [[nodiscard]] bool is_set() const noexcept { return width != 0; }
};

struct Source {
    std::string id;
    std::string object_path;
    std::string state;
    std::string driver;
    std::string connector;
    std::string panel_orientation;
    std::string device_path;
    Mode mode;
    std::string format;
    Json statistics = Json::object();
};

// Why the best path is not in use; all empty when it is.
struct PathReason {
    std::string call;
    std::string errno_name;
    std::string error_class;
    std::string time;
};

struct Sink {
    std::string id;
    std::string object_path;
    std::string state;
    std::string error;
    std::string source_id;
    std::string driver;
    std::string connector;
    std::string panel_orientation;
    std::string device_path;
    std::string usb_path;
    std::string make, model, serial;
    std::string path;
    PathReason path_reason;
    std::uint64_t fallback_count = 0;
    Mode mode;
    std::string format;
    std::vector<Mode> modes;
    bool enabled = true;
    std::string path_choice;
    std::string mode_choice;
    std::string fit;
    std::uint32_t rotation = 0;
    std::string reflection;
    std::string region_choice;
    Rect region;        // of the source; empty = no source is shown
    Rect display_part;  // where that is; empty = no source is shown
    std::uint32_t bezel = 0;
    std::string filter_choice;
    std::string filter;  // empty = nothing is scaled
    std::string dither;
    std::uint32_t max_rate_mhz = 0;  // 0 = no limit
    std::string remembered_by;
    Json statistics = Json::object();
};

struct Session {
    std::string id;
    std::string object_path;
    std::string source_id;
    std::uint32_t process_id = 0;
    std::uint32_t user_id = 0;
    Json statistics = Json::object();
};

struct Status {
    std::string version;
    std::string state;
    std::string error;
    std::uint64_t config_serial = 0;
    std::vector<Source> sources;
    std::vector<Sink> sinks;
    std::vector<Session> sessions;

    // Null when there is none.
    [[nodiscard]] const Source* source_of(const Sink& sink) const noexcept;
};

// A counter of `statistics`; 0 when there is none of that name.
[[nodiscard]] std::uint64_t counter(const Json& statistics, const char* name);

// Of dictionaries of D-Bus properties, as of GetStatus(). Throw Json::exception when one has another type, or there is
// no ObjectPath.
[[nodiscard]] Source read_source(const Json& properties);
[[nodiscard]] Sink read_sink(const Json& properties);
[[nodiscard]] Session read_session(const Json& properties);
[[nodiscard]] Status read_status(const Json& status);

[[nodiscard]] Json to_json(const Mode& mode);
[[nodiscard]] Json to_json(const Source& source);
[[nodiscard]] Json to_json(const Sink& sink);
[[nodiscard]] Json to_json(const Session& session);
[[nodiscard]] Json to_json(const Status& status);

}  // namespace kmsmirror::ctl
