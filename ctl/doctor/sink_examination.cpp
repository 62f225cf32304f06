// SPDX-License-Identifier: MIT
#include "ctl/doctor/sink_examination.h"

#include <fmt/format.h>

#include <string_view>

#include "ctl/doctor/setting_origin.h"
#include "ctl/view/explain.h"
#include "ctl/view/explain_geometry.h"

namespace kmsmirror::ctl::doctor {

namespace {

// "It is paused." -> "Sink ID is paused"
std::string sentence(const Sink& sink, const std::string& why) {
    constexpr std::string_view subject = "It ";
    const std::string what = without_stop(why);
    return what.starts_with(subject) ? fmt::format("Sink {} {}", sink.id, what.substr(subject.size()))
                                     : fmt::format("Sink {} is {}: {}", sink.id, sink.state, what);
}

Finding about(const Sink& sink, const Facts& facts) {
    const auto explanation = explain_state(sink);
    if (!explanation)
        return ok(fmt::format("Sink {} is {}", sink.id, sink.state));
    // Who has the card, and why there is no source, is told by the examinations of that.
    const bool is_problem = sink.state == "error" || sink.state == "slow";
    const bool has_other_mode = sink.state == "mirroring" && !explanation->advice.empty();
    return {is_problem ? Finding::Level::problem : Finding::Level::note, sentence(sink, explanation->why),
            has_other_mode ? undo_fix(facts, sink, {"Mode", sink.mode_choice, "mode=auto"})
                           : advice_here(explanation->advice)};
}

void add(const Sink& sink, const Facts& facts, std::vector<Finding>& findings) {
    findings.push_back(about(sink, facts));
    if (const auto region = explain_region(sink, *facts.daemon))
        findings.push_back(
            note(sentence(sink, region->why), undo_fix(facts, sink, {"Region", sink.region_choice, "region=all"})));
    if (const auto cut = explain_cut(sink, *facts.daemon))
        findings.push_back(note(sentence(sink, cut->why), undo_fix(facts, sink, {"Fit", sink.fit, "fit=fit"})));
}

}  // namespace

std::vector<Finding> SinkExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    if (facts.daemon)
        for (const Sink& sink : facts.daemon->sinks)
            add(sink, facts, findings);
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
