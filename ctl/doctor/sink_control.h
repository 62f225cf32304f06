// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

#include "ctl/doctor/held_signals.h"
#include "ctl/exit_code.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl::doctor {

// What is asked of the daemon about a sink that is to be probed. Throw Failure.
class SinkControl {
public:
    virtual ~SinkControl() = default;
    // The daemon leaves the card, but perhaps only after the return.
    virtual void release(const Sink& sink) = 0;
    virtual void take_back(const Sink& sink) = 0;
};

// Throws Failure where no display is to be tried on.
inline void check_plugged(const Sink& sink) {
    if (sink.state == "unplugged")
        throw Failure(ExitCode::failed, fmt::format("Nothing was tried on {}: it is unplugged", sink.id));
}

// What `probe` returns when the daemon has left the sink's card, which it gets back afterwards, also when this program
// is to end meanwhile. The argument of `probe` is how long that may take: the daemon finishes the transfer that is
// under way.
template <class Function>
[[nodiscard]] auto while_lent(SinkControl& control, const Sink& sink, Function probe) {
    using std::chrono::milliseconds;
    if (!sink.enabled)
        return probe(milliseconds(0));
    const HeldSignals held;
    control.release(sink);
    std::optional<std::invoke_result_t<Function, milliseconds>> result;
    try {
        result = probe(milliseconds(5000));
    } catch (...) {
        control.take_back(sink);
        throw;
    }
    control.take_back(sink);
    return *std::move(result);
}

}  // namespace kmsmirror::ctl::doctor
