// SPDX-License-Identifier: MIT
#include "ctl/view/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

std::string command(const char* verb, const Sink& sink, const char* rest = "") {
    return fmt::format("kmsmirrorctl {} {}{}", verb, sink.id, rest);
}

std::string because(const char* what, const std::string& error) {
    return error.empty() ? fmt::format("{}.", what) : fmt::format("{}: {}.", what, error);
}

struct Meaning {
    std::string text;
    std::string advice;
};

bool is_commit(std::string_view call) {
    return call == "ATOMIC" || call == "SETCRTC" || call == "PAGE_FLIP";
}

Meaning meaning_of_permanent(const PathReason& reason) {
    const std::string_view call = reason.call;
    const std::string_view error = reason.errno_name;
    if (is_commit(call) && error == "ENOMEM")
        return {"the kernel cannot map the board's buffers for the display's driver",
                "A kernel with a contiguous dma-heap (CONFIG_DMABUF_HEAPS_CMA) does without a copy"};
    if (call == "PRIME_FD_TO_HANDLE" && (error == "ENODEV" || error == "ENXIO"))
        return {"the USB controller has no DMA, so that the display's driver imports nothing",
                "Plug the display into a port of another USB controller"};
    if (call == "PRIME_FD_TO_HANDLE")
        return {"the display's driver does not import the board's buffers", ""};
    if (call == "ADDFB2")
        return {"the display's driver does not take buffers of this format or pitch",
                "Another Format= in section [Source] of the configuration may do"};
    if (call == "READER")
        return {"there can be no thread to read the board's picture",
                "Look at what limits the daemon: systemctl show -p LimitNOFILE,TasksMax kmsmirrord"};
    if (call == "READ" || call == "SHOW")
        return {"the daemon was short of memory", ""};
    return {is_commit(call) ? "the display's driver refused the frame" : "the kernel refused it", ""};
}

Meaning meaning_of(const PathReason& reason, const Sink& sink) {
    const std::string_view error_class = reason.error_class;
    if (error_class == "permanent")
        return meaning_of_permanent(reason);
    if (error_class == "transient")
        return {reason.errno_name == "ENOMEM" ? "the kernel was short of memory" : "the card was busy",
                "It is tried again by itself, or at once: " + command("rearm", sink)};
    if (error_class == "gone")
        return {"the display was unplugged meanwhile", "Plug it in again; it comes back by itself"};
    if (error_class == "no-master")
        return {"another program has the display's card", "End that program"};
    return {"", ""};
}

// The wish for the source's own mode, where the display has it and does not show it.
std::string mode_advice(const Sink& sink, const Status& status) {
    const Source* source = status.source_of(sink);
    if (source == nullptr || sink.mode == source->mode)
        return "";
    const bool has_it = std::any_of(sink.modes.begin(), sink.modes.end(), [&](const Mode& mode) {
        return mode.width == source->mode.width && mode.height == source->mode.height;
    });
    const std::string wish = fmt::format(" mode={}x{}", source->mode.width, source->mode.height);
    return has_it ? "The display has the source's mode: " + command("set", sink, wish.c_str()) : "";
}

// The wish for a mode that the display takes, where it had another.
std::string other_mode_advice(const Sink& sink) {
    const bool is_chosen = !sink.mode_choice.empty() && sink.mode_choice != "auto";
    return is_chosen ? command("set", sink, " mode=auto") : "";
}

bool is_connected_to_nothing(const Sink& sink) {
    return sink.error.empty() || sink.error.starts_with("no display is connected");
}

bool shows_the_source(const Sink& sink) {
    return sink.state == "mirroring" || sink.state == "slow" || sink.state == "starting" || sink.state == "error";
}

}  // namespace

std::optional<Explanation> explain_state(const Source& source) {
    const std::string_view state = source.state;
    if (state == "scanout")
        return std::nullopt;
    if (state == "no-display")
        return Explanation{"No display is connected to it any more. Sinks go on.", "Connect one and switch it on."};
    if (state == "no-master")
        return Explanation{"Another program has its card. Sinks go on.",
                           "End that program; the source comes back by itself."};
    if (state == "error")
        return Explanation{"Its display does not take frames. Sinks go on; the log of the daemon says why.",
                           "It is tried again by itself."};
    return Explanation{fmt::format("It is in the state \"{}\".", state), ""};
}

std::optional<Explanation> explain_state(const Sink& sink) {
    const std::string_view state = sink.state;
    if (state == "mirroring" && sink.error.empty())
        return std::nullopt;
    if (state == "mirroring")
        return Explanation{because("It is in another mode", sink.error), other_mode_advice(sink)};
    if (state == "starting")
        return Explanation{because("It is being started and has not shown a frame yet", sink.error), ""};
    if (state == "slow")
        return Explanation{because("Frames take much longer than USB needs for them", sink.error),
                           "Look at the cable, at hubs and at what else is on that USB bus; or ask less of it: " +
                               command("set", sink, " max-rate=30")};
    if (state == "paused")
        return Explanation{"It keeps its last picture, because it was paused.", command("resume", sink)};
    if (state == "blank")
        return Explanation{"It is black, because it was blanked.", command("resume", sink)};
    if (state == "disabled")
        return Explanation{"It is disabled: nothing is shown, and other programs may have its card.",
                           command("enable", sink)};
    if (state == "no-display")
        return is_connected_to_nothing(sink)
                   ? Explanation{"No display is connected to it.", "Connect one and switch it on."}
                   : Explanation{because("It shows nothing", sink.error), "Connect another one."};
    if (state == "no-master")
        return Explanation{because("Another program has its card", sink.error),
                           "End that program, or let it leave this card alone; the sink comes back by itself."};
    if (state == "unplugged")
        return Explanation{"It is unplugged.", "Plug it in again; it comes back by itself."};
    if (state == "error")
        return Explanation{because("It shows nothing, because of an error", sink.error),
                           "It is tried again by itself, or at once: " + command("rearm", sink)};
    return Explanation{because(fmt::format("It is in the state \"{}\"", state).c_str(), sink.error), ""};
}

std::optional<Explanation> explain_path(const Sink& sink, const Status& status) {
    const PathReason& reason = sink.path_reason;
    const std::string path = sink.path.empty() || sink.path == "none" ? "no path" : sink.path;
    if (reason.call == "CHOICE" || (reason.call.empty() && sink.path == "copy" && sink.path_choice == "copy"))
        return Explanation{fmt::format("{}, because that is chosen.", path), command("set", sink, " path=auto")};
    if (reason.call.empty())
        return std::nullopt;
    if (reason.call == "MODE")
        return Explanation{fmt::format("{}, because the source does not fill the display.", path),
                           mode_advice(sink, status)};
    if (reason.call == "KERNEL")
        return Explanation{fmt::format("{}, because on this kernel the driver {} does not tell when it cannot read the "
                                       "board's buffers.",
                                       path, sink.driver),
                           "Linux 6.3 and later tell it."};
    if (reason.call == "MEASURED")
        return Explanation{fmt::format("{}, because it turned out to be faster than prime-heap here.", path),
                           "Heap=always in section [Source] of the configuration takes prime-heap all the same."};
    if (reason.call == "HEAP")
        return Explanation{
            fmt::format("{}, because the source's buffers come from a dma-heap now. No path failed on this display.",
                        path),
            ""};
    const Meaning meaning = meaning_of(reason, sink);
    const std::string why =
        fmt::format("{}, because {} failed with {} ({}) at {}{}{}.", path, reason.call, reason.errno_name,
                    reason.error_class, reason.time, meaning.text.empty() ? "" : ": ", meaning.text);
    return Explanation{why, meaning.advice.empty() ? "" : meaning.advice + '.'};
}

std::vector<Explanation> explain(const Sink& sink, const Status& status) {
    std::vector<Explanation> explanations;
    if (auto state = explain_state(sink))
        explanations.push_back(std::move(*state));
    // The path does not matter to what another program, or nobody, has.
    if (shows_the_source(sink))
        if (auto path = explain_path(sink, status))
            explanations.push_back(std::move(*path));
    return explanations;
}

}  // namespace kmsmirror::ctl
