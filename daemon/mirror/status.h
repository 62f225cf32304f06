// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/sink_settings.h"

// What users may know of a source and its sinks: plain values, made on the main thread.
namespace kmsmirror::mirror {

// Size in pixels, refresh rate in mHz. All zero = no mode is set.
struct ModeStatus {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool operator==(const ModeStatus&) const = default;
};

// Why a sink does not show the picture by the best path. All empty = it does.
struct PathReason {
    std::string call;         // "ATOMIC", "PRIME_FD_TO_HANDLE", "ADDFB2", ...
    std::string errno_name;   // "ENOMEM"
    std::string error_class;  // "permanent", "transient", "gone", "no-master"
    std::string time;         // RFC 3339, UTC
    bool operator==(const PathReason&) const = default;
};

struct SinkStatus {
    std::string id;  // stable: the place of its card, for example "platform-vhci_hcd.0-usb-0:1:1.0"
    // "starting", "mirroring", "slow", "paused", "blank", "disabled", "no-display", "no-master", "error", "unplugged"
    std::string state;
    std::string error;  // what to know when the state is "slow", "error" or "no-master"; else empty
    std::string source_id;
    std::string driver;
    std::string connector;
    std::string device_path;
    std::string usb_path;
    std::string make, model, serial;  // from the EDID; empty if it has none
    std::string path;                 // "prime", "copy"; "none" before the first frame
    PathReason path_reason;
    std::uint64_t fallback_count = 0;
    ModeStatus mode;
    std::string format;             // fourcc, for example "XR24"
    std::vector<ModeStatus> modes;  // of the display that is connected, preferred first
    SinkSettings settings;
    bool operator==(const SinkStatus&) const = default;
};

// Counters since the sink appeared. offered = shown + superseded + lost + (0 or 1 in flight or waiting).
struct SinkStatistics {
    std::uint64_t frames_offered = 0;
    std::uint64_t frames_shown = 0;
    std::uint64_t frames_superseded = 0;  // a newer frame came before the sink was free; its damage was kept
    std::uint64_t frames_lost = 0;        // no path could show it
    std::uint64_t last_shown_sequence = 0;
    std::uint64_t commits = 0;
    std::uint64_t bytes_copied = 0;  // by the daemon, into the sink's own buffers
};

struct SourceStatus {
    std::string id;
    std::string state;  // "scanout", "error"
    std::string driver;
    std::string connector;
    std::string device_path;
    ModeStatus mode;
    std::string format;
    bool operator==(const SourceStatus&) const = default;
};

struct SourceStatistics {
    std::uint64_t frames_presented = 0;  // by clients
    std::uint64_t frames_flipped = 0;
    std::uint64_t sequence = 0;    // of the newest frame
    std::uint64_t bytes_read = 0;  // from the source's buffers, for all sinks on path copy together
};

// A client that shows frames.
struct SessionStatus {
    std::string id;  // a number
    std::string source_id;
    std::uint32_t uid = 0;
    std::uint32_t pid = 0;  // 0 = not known
    bool operator==(const SessionStatus&) const = default;
};

// The daemon as a whole.
struct DaemonStatus {
    std::string state = "no-source";  // "no-source", "idle", "mirroring", "degraded"
    std::uint64_t config_serial = 1;
    std::string error = {};  // what to know when the state is "no-source"; else empty
    bool operator==(const DaemonStatus&) const = default;
};

}  // namespace kmsmirror::mirror
