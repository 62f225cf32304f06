// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/expected.h"
#include "base/sink_settings.h"
#include "base/status.h"
#include "base/unique_fd.h"

namespace kmsmirror::bus {

// Why a request from the bus was refused. `text` is shown to people.
struct ControlError {
    enum class Kind {
        no_such_source,
        no_such_sink,
        no_such_session,
        busy,
        device_gone,
        not_mirroring,
        mode_not_supported,
        stale_serial,
        bad_configuration,
        not_supported,
        invalid_args,
        failed,
    };
    Kind kind = Kind::failed;
    std::string text;
};

// Who opened a session, as the bus says it.
struct Peer {
    std::uint32_t uid = 0;
    std::uint32_t pid = 0;  // 0 = not known
};

// How long changed settings stay.
enum class Keep { verify, temporary, persistent };

// What a sink shows instead of following its source.
enum class Show { picture, last_picture, black };

// A picture in a sealed memfd.
struct Capture {
    UniqueFd memory;
    Size size;
    std::uint32_t pitch = 0;  // bytes
    std::string format;       // fourcc
    std::uint64_t sequence = 0;
};

// What clients on the bus can ask of the daemon, by ids that the service was told of. Called on the loop's thread; must
// not block. An exception is told to the client as org.kmsmirror1.Error.Failed. The bus has checked before that the
// caller may ask for it.
class Control {
public:
    using Done = tl::expected<void, ControlError>;
    using SinkChange = std::pair<std::string, SinkChanges>;  // sink id
    // Both are to be called once, on the loop's thread, also from within the call that they were given to.
    using OnChanged = std::function<void(tl::expected<std::uint64_t, ControlError>)>;  // the serial afterwards
    using OnCapture = std::function<void(tl::expected<Capture, ControlError>)>;

    virtual ~Control() = default;

    // The client's end of a new frame channel. With `replace` it takes the place of the client that has the source,
    // without it that client's presence is `busy`.
    virtual tl::expected<UniqueFd, ControlError> open_session(const std::string& source_id, bool replace,
                                                              const Peer& peer) = 0;
    virtual Done end_session(const std::string& session_id) = 0;

    // All changes or, when one of them is refused, none. `serial` 0 = whatever it is.
    virtual void change_sinks(std::uint64_t serial, Keep keep, std::vector<SinkChange> changes,
                              OnChanged on_changed) = 0;
    // Returns warnings.
    virtual tl::expected<std::vector<std::string>, ControlError> reload() = 0;

    // Tries the better paths of the sink again.
    virtual Done rearm(const std::string& sink_id) = 0;
    virtual Done show(const std::string& sink_id, Show what) = 0;
    virtual Done set_power(const std::string& sink_id, bool on) = 0;
    virtual Done identify(const std::string& sink_id, std::uint32_t seconds) = 0;
    virtual Done show_pattern(const std::string& sink_id, const std::string& pattern, std::uint32_t seconds) = 0;

    virtual void capture_source(const std::string& source_id, OnCapture on_capture) = 0;
    virtual void capture_sink(const std::string& sink_id, OnCapture on_capture) = 0;

    // Zeros for what has gone meanwhile.
    virtual SourceStatistics source_statistics(const std::string& id) = 0;
    virtual SinkStatistics sink_statistics(const std::string& id) = 0;
    virtual std::uint64_t session_frames_presented(const std::string& id) = 0;
};

}  // namespace kmsmirror::bus
