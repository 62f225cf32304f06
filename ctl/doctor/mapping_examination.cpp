// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_examination.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errno_name.h"
#include "base/path_reason.h"
#include "base/text.h"
#include "ctl/doctor/heap_advice.h"
#include "ctl/doctor/probed_cards.h"
#include "ctl/doctor/setting_origin.h"
#include "ctl/doctor/source_card.h"
#include "ctl/model/names.h"
#include "ctl/view/explain_path.h"
#include "mirror/error_class.h"

namespace kmsmirror::ctl::doctor {

namespace {

// What the daemon has found out about a sink; nothing if it has not.
std::optional<Finding> told(const Facts& facts, const Sink& sink, const Status& status) {
    const std::string& path = sink.path;
    if (path == "prime")
        return ok(fmt::format("Sink {} reads the board's buffers itself (path prime)", sink.id));
    if (path != "copy" && path != "prime-heap" && sink.path_reason.call.empty())
        return std::nullopt;
    const auto explanation = explain_path(sink, status);
    if (!explanation)
        return note(fmt::format("Sink {} gets its frames by path {}", sink.id, path));
    const std::string what = fmt::format("Sink {} has path {}", sink.id, without_stop(explanation->why));
    const std::string advice = sink.path_reason.call == path_reason::choice
                                   ? undo_fix(facts, sink, {"Path", sink.path_choice, "path=auto"})
                                   : advice_here(explanation->advice);
    // What was decided needs no remedy, nor does what is not copied.
    if (path == "prime-heap" || is_decision(sink.path_reason) || sink.path_reason.error_class != "permanent")
        return note(what, advice);
    return cannot_read_buffers(sink) ? copy_finding(facts, what) : problem(what, advice);
}

constexpr const char* no_source_card = "the board has no display card";

Finding about_no_trial(const std::string& why) {
    return note(fmt::format("Whether displays can read the board's buffers was not tried: {}", why));
}

Finding finding_of(const Facts& facts, const ProbeResult& result) {
    using Kind = ProbeResult::Kind;
    if (result.kind == Kind::shown)
        return ok(fmt::format("A dumb buffer of {} was shown on a display of {}: frames need no copy",
                              result.source_driver, result.sink_driver));
    const std::string failure = fmt::format("{} failed with {}", result.error.call, errno_name(result.error.error));
    const auto error_class = mirror::classify(result.error, mirror::exporter_mapping(result.source_driver));
    if (error_class != ErrorClass::permanent)
        return note(fmt::format("Whether displays can read the board's buffers was not found out: {}", failure));
    if (result.error.call == "CREATE_DUMB")
        return problem(
            fmt::format("The board's display ({}) has no memory for a buffer: {}", result.source_driver, failure),
            "See what was found about contiguous memory (cma)");
    return copy_finding(facts,
                        fmt::format("A display of {} cannot read dumb buffers of {}: {}, so that every frame is copied",
                                    result.sink_driver, result.source_driver, failure));
}

}  // namespace

std::vector<Finding> MappingExamination::examine(const Facts& facts) {
    if (facts.daemon)
        return examine_with_daemon(facts, *facts.daemon);
    return {examine_without_daemon(facts)};
}

std::vector<Finding> MappingExamination::examine_with_daemon(const Facts& facts, const Status& status) {
    if (!named_.empty())
        return {probe_sink(facts, find_sink(status, named_))};
    std::vector<Finding> findings;
    for (const Sink& sink : status.sinks)
        if (auto finding = told(facts, sink, status))
            findings.push_back(std::move(*finding));
    if (!findings.empty())
        return findings;
    if (!facts.system.is_here())
        return {note("Whether displays can read the board's buffers is not known: none has shown a frame")};
    const auto unused = std::find_if(status.sinks.begin(), status.sinks.end(),
                                     [](const Sink& sink) { return sink.state == "disabled"; });
    if (unused != status.sinks.end())
        return {probe_sink(facts, *unused)};
    return {note("Whether displays can read the board's buffers is not known: none has shown a frame",
                 "Plug in a display; or try it on one: kmsmirrorctl doctor SINK")};
}

Finding MappingExamination::examine_without_daemon(const Facts& facts) {
    if (!facts.system.is_here())
        return about_no_trial("that is done on the machine itself");
    const Card* const source = source_card(facts);
    if (source == nullptr)
        return no_trial(no_source_card);
    const auto idle = usb_cards_with_display(facts);
    const Card* const sink = !named_.empty() ? find_card_named(facts, named_) : idle.empty() ? nullptr : idle.front();
    if (sink == nullptr)
        return about_no_trial("no USB display is there");
    return probe(facts, source->device_path, sink->device_path);
}

Finding MappingExamination::probe_sink(const Facts& facts, const Sink& sink) {
    const std::string source_path = source_path_for(facts, sink);
    if (source_path.empty())
        return no_trial(no_source_card);
    check_plugged(sink);
    return while_lent(control_, sink, [&](std::chrono::milliseconds patience) {
        return probe(facts, source_path, sink.device_path, patience);
    });
}

Finding MappingExamination::probe(const Facts& facts, const std::string& source_path, const std::string& sink_path,
                                  std::chrono::milliseconds patience) {
    const KernelVersion kernel = parse_kernel_version(facts.system.kernel_release());
    const ProbeResult result = probe_mapping(api_, {source_path, sink_path}, kernel, patience);
    return result.kind == ProbeResult::Kind::not_tried ? no_trial(result.why, result.is_denied)
                                                       : finding_of(facts, result);
}

Finding MappingExamination::no_trial(const std::string& why, bool is_denied) const {
    if (named_.empty())
        return about_no_trial(why);
    throw Failure(is_denied ? ExitCode::access_denied : ExitCode::failed,
                  fmt::format("Whether {} can read the board's buffers was not tried: {}", printable(named_), why));
}

}  // namespace kmsmirror::ctl::doctor
