// SPDX-License-Identifier: MIT
#include "ctl/view/explain_path.h"

#include <fmt/format.h>

#include <string_view>

#include "base/path_reason.h"
#include "ctl/view/explain_geometry.h"

namespace kmsmirror::ctl {
namespace {

bool is_dark(const Sink& sink) {
    return sink.path.empty() || sink.path == "none";
}

bool is_commit(std::string_view call) {
    return call == "ATOMIC" || call == "SETCRTC" || call == "PAGE_FLIP";
}

bool is_own_failure(std::string_view call) {
    return call == path_reason::reader || call == path_reason::read || call == path_reason::show;
}

std::string decision_advice(const Sink& sink) {
    const std::string_view call = sink.path_reason.call;
    if (call == path_reason::choice || (is_dark(sink) && sink.path_choice == "prime"))
        return undo_advice(sink, "path=auto");
    if (call == path_reason::kernel)
        return "Linux 6.3 and later tell it.";
    if (call == path_reason::measured)
        return "Heap=always in section [Source] of the configuration takes prime-heap all the same.";
    return "";
}

// Without a full stop.
Explanation meaning_of_decision(const Sink& sink, const Status& status) {
    if (sink.path_reason.call != path_reason::geometry)
        return {std::string(path_reason::decision_text(sink.path_reason.call)), decision_advice(sink)};
    const Explanation geometry = explain_geometry(sink, status);
    return {geometry.why, is_dark(sink) && sink.path_choice == "prime" ? decision_advice(sink) : geometry.advice};
}

Explanation meaning_of_refusal(const Sink& sink) {
    if (!cannot_read_buffers(sink))
        return {"the display's driver refused the frame", ""};
    const bool is_unmapped = sink.path_reason.errno_name == "ENOMEM";
    return {is_unmapped ? "the kernel cannot map the board's buffers for the display's driver"
                        : "the display's driver cannot read the board's buffers",
            // On path prime-heap there is nothing to be had any more.
            sink.path == "copy" ? "A contiguous dma-heap may do without a copy: kmsmirrorctl doctor tells" : ""};
}

Explanation meaning_of_permanent(const Sink& sink) {
    const std::string_view call = sink.path_reason.call;
    const std::string_view error = sink.path_reason.errno_name;
    if (is_commit(call))
        return meaning_of_refusal(sink);
    if (call == "PRIME_FD_TO_HANDLE" && (error == "ENODEV" || error == "ENXIO"))
        return {"the USB controller has no DMA, so that the display's driver imports nothing",
                "Plug the display into a port of another USB controller"};
    if (call == "PRIME_FD_TO_HANDLE")
        return {"the display's driver does not import the board's buffers", ""};
    if (call == "ADDFB2")
        return {"the display's driver does not take buffers of this format or pitch",
                "Another Format= in section [Source] of the configuration may do"};
    return {"the kernel refused it", ""};
}

// One sentence each, without a full stop.
Explanation meaning_of(const Sink& sink) {
    const std::string_view error_class = sink.path_reason.error_class;
    if (error_class == "permanent")
        return meaning_of_permanent(sink);
    if (error_class == "transient")
        return {sink.path_reason.errno_name == "ENOMEM" ? "the kernel was short of memory" : "the card was busy",
                "It is tried again by itself, or at once: kmsmirrorctl rearm " + sink.id};
    if (error_class == "gone" && !is_dark(sink))
        return {"so says a card that has gone, but the display shows the frame from other memory", ""};
    if (error_class == "gone")
        return {"the display was unplugged meanwhile", "Plug it in again; it comes back by itself"};
    if (error_class == "no-master")
        return {"another program has the display's card", "End that program"};
    return {"", ""};
}

Explanation explain_own_failure(const Sink& sink, const std::string& path) {
    const PathReason& reason = sink.path_reason;
    if (reason.call == path_reason::reader)
        return {fmt::format("{}, because no thread to read the board's picture could be started ({}) at {}.", path,
                            reason.errno_name, reason.time),
                "Look at what limits the daemon: systemctl show -p LimitNOFILE,TasksMax kmsmirrord"};
    return {fmt::format("{}, because the daemon was short of memory ({}) at {}.", path, reason.errno_name, reason.time),
            "It is tried again by itself, or at once: kmsmirrorctl rearm " + sink.id + '.'};
}

}  // namespace

// What is not remembered lasts until the next reload, when what a file says comes back.
std::string undo_advice(const Sink& sink, const char* change) {
    const bool is_remembered = !sink.remembered_by.empty() && sink.remembered_by != "none";
    return fmt::format(
        "kmsmirrorctl set {} {}{}; where a file in sinks.d says so, correct that: kmsmirrorctl doctor names it",
        sink.id, change, is_remembered ? " --persistent" : "");
}

bool is_decision(const PathReason& reason) {
    return !path_reason::decision_text(reason.call).empty();
}

bool cannot_read_buffers(const Sink& sink) {
    return !is_dark(sink) && sink.path_reason.error_class == "permanent" && is_commit(sink.path_reason.call);
}

std::optional<Explanation> explain_path(const Sink& sink, const Status& status) {
    const PathReason& reason = sink.path_reason;
    const std::string path = is_dark(sink) ? "no path" : sink.path;
    // Without a frame yet: only which path it will not take was decided.
    if (is_decision(reason) && is_dark(sink) && sink.path_choice != "prime")
        return std::nullopt;
    if (is_decision(reason)) {
        const Explanation decision = meaning_of_decision(sink, status);
        return Explanation{fmt::format("{}, because {}.", path, decision.why), decision.advice};
    }
    if (reason.call.empty())
        return std::nullopt;
    if (is_own_failure(reason.call))
        return explain_own_failure(sink, path);
    const Explanation meaning = meaning_of(sink);
    const std::string why =
        fmt::format("{}, because {} failed with {} ({}) at {}{}{}.", path, reason.call, reason.errno_name,
                    reason.error_class, reason.time, meaning.why.empty() ? "" : ": ", meaning.why);
    return Explanation{why, meaning.advice.empty() ? "" : meaning.advice + '.'};
}

}  // namespace kmsmirror::ctl
