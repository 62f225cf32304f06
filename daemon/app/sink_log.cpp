// SPDX-License-Identifier: MIT
#include "app/sink_log.h"

#include "base/log.h"
#include "base/path_reason.h"
#include "bus/words.h"

namespace kmsmirror::app {

void log_changes(const SinkStatus& before, const SinkStatus& now) {
    // A slow display says something else with each frame.
    const bool is_news = now.error != before.error && now.state != SinkState::slow;
    if (now.state != before.state || is_news)
        log::info("sink {}: {}{}{}", now.id, bus::word(now.state), now.error.empty() ? "" : ": ", now.error);
    if (now.path == before.path || !now.path)
        return;
    const bus::FailureWords reason = bus::words(now.path_reason);
    const std::string_view decision = path_reason::decision_text(reason.call);
    if (reason.call.empty())
        log::info("sink {}: path {}", now.id, bus::word(now.path));
    else if (!decision.empty())
        log::info("sink {}: path {}, because {}", now.id, bus::word(now.path), decision);
    else
        log::warning("sink {}: path {}, because {} failed with {} ({})", now.id, bus::word(now.path), reason.call,
                     reason.errno_name, reason.error_class);
}

}  // namespace kmsmirror::app
