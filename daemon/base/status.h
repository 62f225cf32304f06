// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/result.h"
#include "base/sink_settings.h"

// What users may know of a source and its sinks: plain values, made on the main thread. The words for them are the
// bus's.
namespace kmsmirror {

// How a frame's pixels get to a sink, best first.
enum class Path {
    prime,       // the sink imports the scanout buffer; userspace touches no pixel
    prime_heap,  // as prime, with scanout buffers from a dma-heap, which maps on demand
    copy,        // the daemon copies the damage into the sink's own buffer
};
inline constexpr std::size_t path_count = 3;

// What a failed call on a sink means for its path. Policy branches on this, never on errno.
enum class ErrorClass {
    permanent,  // this path cannot work with these buffers: take the next one
    pressure,   // this path cannot work now (memory is short): take the next one, try again soon
    busy,       // the card is busy: the same path again in a moment
    gone,       // the card was unplugged
    no_master,  // another program is master of the card
};

// Size in pixels, refresh rate in mHz. All zero = no mode is set.
struct ModeStatus {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool operator==(const ModeStatus&) const = default;
};

// What the settings of a sink's picture came to. All empty while it shows no source.
struct PlacementStatus {
    Rect region;                   // the part of the source that is shown, in its pixels
    Rect display_part;             // where on the display; the rest is black
    std::optional<Filter> filter;  // none = nothing is scaled
    bool operator==(const PlacementStatus&) const = default;
};

// Why a path was left, or is not taken.
struct PathFailure {
    CallError error;
    ErrorClass error_class = ErrorClass::permanent;
    std::chrono::system_clock::time_point time;
    bool operator==(const PathFailure&) const = default;
};

enum class SinkState {
    starting,  // no picture yet
    mirroring,
    slow,  // it takes much longer for a frame than its wire needs, or refuses frames because it is busy
    paused,
    blank,
    test_pattern,
    identify,
    off,
    disabled,
    no_display,
    no_source,  // there is none to show; it keeps its last picture
    no_master,  // another program is master of its card
    error,
    unplugged,
};

struct SinkStatus {
    std::string id;  // stable: the place of its card, for example "platform-vhci_hcd.0-usb-0:1:1.0"
    SinkState state = SinkState::starting;
    std::string error;  // what to know of the state, for people; empty if there is nothing
    std::string source_id;
    std::string driver;
    std::string connector;
    PanelOrientation orientation = PanelOrientation::normal;
    std::string device_path;
    std::string usb_path;
    std::string make, model, serial;         // from the EDID; empty if it has none
    std::optional<Path> path;                // none before the first frame, and when no path works
    std::optional<PathFailure> path_reason;  // why the picture does not come by the best path; none = it does
    std::uint64_t fallback_count = 0;
    ModeStatus mode;
    std::string format;             // fourcc, for example "XR24"
    std::vector<ModeStatus> modes;  // of the display that is connected, preferred first
    PlacementStatus placement;
    SinkSettings settings;
    bool operator==(const SinkStatus&) const = default;
};

// Counters since the sink appeared. offered = shown + superseded + lost + one in flight + one that waits.
struct SinkStatistics {
    std::uint64_t frames_offered = 0;
    std::uint64_t frames_shown = 0;
    std::uint64_t frames_superseded = 0;  // a newer frame came before the sink was free; its damage was kept
    std::uint64_t frames_lost = 0;        // no path could show it
    std::uint64_t last_shown_sequence = 0;
    std::uint64_t commits = 0;
    std::uint64_t bytes_copied = 0;  // by the daemon, into the sink's own buffers
    std::uint64_t fallbacks = 0;     // a path that was in use failed, and a lower one took over
};

enum class SourceState {
    scanout,
    no_display,  // nothing is connected to it any more; frames go on for its sinks
    no_master,   // another program is master of the card
    error,
};

struct SourceStatus {
    std::string id = {};
    SourceState state = SourceState::scanout;
    std::string driver = {};
    std::string connector = {};
    PanelOrientation orientation = PanelOrientation::normal;
    std::string device_path = {};
    ModeStatus mode = {};
    std::string format = {};
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

enum class DaemonState {
    no_source,
    idle,
    mirroring,
    degraded,  // not every sink that shall show its source does
};

// The daemon as a whole.
struct DaemonStatus {
    DaemonState state = DaemonState::no_source;
    std::uint64_t config_serial = 1;
    std::string error = {};  // what to know when there is no source; else empty
    bool operator==(const DaemonStatus&) const = default;
};

}  // namespace kmsmirror
