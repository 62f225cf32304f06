// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "base/unique_fd.h"
#include "mirror/status.h"

namespace kmsmirror::bus {

// Why a request from the bus was refused. `text` is shown to people.
struct ControlError {
    enum class Kind { no_such_source, no_such_sink, busy, device_gone, failed };
    Kind kind = Kind::failed;
    std::string text;
};

// What clients on the bus can ask of the daemon. Called on the loop's thread; must not block. An exception is told
// to the client as org.kmsmirror1.Error.Failed.
class Control {
public:
    virtual ~Control() = default;

    // The client's end of a new frame channel. With `replace` it takes the place of the client that has the source,
    // without it that client's presence is `busy`.
    virtual tl::expected<UniqueFd, ControlError> open_session(const std::string& source_id, bool replace) = 0;

    // Tries the better paths of the sink again.
    virtual tl::expected<void, ControlError> rearm(const std::string& sink_id) = 0;

    // Only for ids that the service was told of.
    virtual mirror::SourceStatistics source_statistics(const std::string& id) = 0;
    virtual mirror::SinkStatistics sink_statistics(const std::string& id) = 0;
};

}  // namespace kmsmirror::bus
