// SPDX-License-Identifier: MIT
#include "ctl/doctor/sink_examination.h"

#include <fmt/format.h>

#include "ctl/view/explain.h"

namespace kmsmirror::ctl::doctor {

namespace {

Finding about(const Sink& sink) {
    const auto explanation = explain_state(sink);
    if (!explanation)
        return ok(fmt::format("Sink {} is {}", sink.id, sink.state));
    // Who has the card, and why there is no source, is told by the examinations of that.
    const bool is_problem = sink.state == "error" || sink.state == "slow";
    return {is_problem ? Finding::Level::problem : Finding::Level::note,
            fmt::format("Sink {} is {}: {}", sink.id, sink.state, without_stop(explanation->why)),
            without_stop(explanation->advice)};
}

}  // namespace

std::vector<Finding> SinkExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    if (facts.daemon)
        for (const Sink& sink : facts.daemon->sinks)
            findings.push_back(about(sink));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
