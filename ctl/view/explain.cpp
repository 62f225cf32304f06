// SPDX-License-Identifier: MIT
#include "ctl/view/explain.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "ctl/view/explain_geometry.h"
#include "ctl/view/explain_path.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* doctor_tells_more = "kmsmirrorctl doctor tells more, and what to do.";

std::string command(const char* verb, const Sink& sink, const char* rest = "") {
    return fmt::format("kmsmirrorctl {} {}{}", verb, sink.id, rest);
}

std::string because(const char* what, const std::string& error) {
    return error.empty() ? fmt::format("{}.", what) : fmt::format("{}: {}.", what, error);
}

// The wish for a mode that the display takes, where it had another.
std::string other_mode_advice(const Sink& sink) {
    const bool is_chosen = !sink.mode_choice.empty() && sink.mode_choice != "auto";
    return is_chosen ? undo_advice(sink, "mode=auto") : "";
}

// Fewer frames than it may show now; nothing where that would be hardly any.
std::string fewer_frames_advice(const Sink& sink) {
    constexpr std::uint32_t usual_mhz = 30'000;
    constexpr std::uint32_t least_mhz = 1000;
    const std::uint32_t limit = sink.max_rate_mhz;
    const std::uint32_t wish = limit == 0 || limit > usual_mhz ? usual_mhz : limit / 2;
    return wish < least_mhz
               ? ""
               : "; or ask less of it: " + command("set", sink, (" max-rate=" + hertz_words(wish)).c_str());
}

bool is_connected_to_nothing(const Sink& sink) {
    return sink.error.empty() || sink.error.starts_with("no display is connected");
}

std::vector<Explanation> as_list(std::optional<Explanation> explanation) {
    return explanation ? std::vector{std::move(*explanation)} : std::vector<Explanation>();
}

}  // namespace

// A display that says nothing of itself counts as none for most drivers.
std::string connect_advice(const std::string& device_path, const std::string& connector) {
    const std::string card = device_path.substr(device_path.rfind('/') + 1);
    return fmt::format(
        "Connect one and switch it on. Where it is, its EDID may not get through, as with a VGA converter, a KVM "
        "switch or a long cable: echo on >/sys/class/drm/{}-{}/status; see kmsmirrord(8).",
        card, connector);
}

std::optional<Explanation> explain_state(const Status& status) {
    if (status.state != "no-source" && !status.error.empty())
        return Explanation{fmt::format("A file of the configuration is {}.", status.error),
                           "Correct it, then: kmsmirrorctl reload"};
    if (status.state != "no-source")
        return std::nullopt;
    if (status.error.empty())
        return Explanation{"There is no source: no card of the board has come up yet.", doctor_tells_more};
    return Explanation{fmt::format("There is no source: {}.", status.error), doctor_tells_more};
}

std::optional<Explanation> explain_state(const Source& source) {
    const std::string_view state = source.state;
    if (state == "scanout")
        return std::nullopt;
    if (state == "no-display")
        return Explanation{"No display is connected to it any more. Sinks go on.",
                           connect_advice(source.device_path, source.connector)};
    if (state == "no-master")
        return Explanation{"Another program is master of its card, and has its display. Sinks go on.",
                           "End that program; the source comes back by itself; kmsmirrorctl doctor, run as root, "
                           "names it."};
    if (state == "error")
        return Explanation{"Its display does not take frames. Sinks go on; the log of the daemon says why.",
                           "It is tried again by itself; journalctl -u kmsmirrord"};
    return Explanation{fmt::format("It is in the state \"{}\".", state), ""};
}

std::optional<Explanation> explain_state(const Sink& sink) {
    const std::string_view state = sink.state;
    if (state == "mirroring" && sink.error.empty())
        return std::nullopt;
    if (state == "mirroring")
        return Explanation{because("It is in another mode", sink.error), other_mode_advice(sink)};
    if (state == "no-source")
        return Explanation{"There is no source for it to show. It keeps its last picture, if it had one.",
                           "kmsmirrorctl doctor tells why there is none, and what to do."};
    if (state == "starting")
        return Explanation{because("It is being started and has not shown a frame yet", sink.error), ""};
    if (state == "slow")
        return Explanation{
            because("Frames take much longer than USB needs for them", sink.error),
            "Look at the cable, at hubs and at what else is on that USB bus" + fewer_frames_advice(sink)};
    if (state == "paused")
        return Explanation{"It keeps its last picture, because it was paused.", command("resume", sink)};
    if (state == "blank")
        return Explanation{"It is black, because it was blanked.", command("resume", sink)};
    if (state == "test-pattern")
        return Explanation{"It shows a test pattern, as it was told to.", command("resume", sink)};
    if (state == "identify")
        return Explanation{"It shows which display it is, as it was told to.", command("resume", sink)};
    if (state == "off")
        return Explanation{"It is dark, because it was turned off.", command("on", sink)};
    if (state == "disabled")
        return Explanation{"It is disabled: nothing is shown, and other programs may have its card.",
                           command("enable", sink)};
    if (state == "no-display")
        return is_connected_to_nothing(sink)
                   ? Explanation{"No display is connected to it.", connect_advice(sink.device_path, sink.connector)}
                   : Explanation{because("It shows nothing", sink.error),
                                 "Connect another one; kmsmirrorctl doctor tells what this one says of itself."};
    if (state == "no-master")
        return Explanation{because("Another program has its card", sink.error),
                           "End that program, or let it leave this card alone; the sink comes back by itself."};
    if (state == "unplugged")
        return Explanation{"It is unplugged.", "Plug it in again; it comes back by itself."};
    if (state == "error" && sink.error.starts_with("it cannot be turned off"))
        return Explanation{because("It shall be off", sink.error),
                           "It is tried again by itself, or at once: " + command("rearm", sink)};
    if (state == "error")
        return Explanation{because("It shows nothing, because of an error", sink.error),
                           "It is tried again by itself, or at once: " + command("rearm", sink)};
    return Explanation{because(fmt::format("It is in the state \"{}\"", state).c_str(), sink.error), ""};
}

bool shows_the_source(const Sink& sink) {
    return sink.state == "mirroring" || sink.state == "slow" || sink.state == "starting" || sink.state == "error";
}

std::vector<Explanation> explain(const Status& status) {
    return as_list(explain_state(status));
}

std::vector<Explanation> explain(const Source& source) {
    return as_list(explain_state(source));
}

std::vector<Explanation> explain(const Sink& sink, const Status& status) {
    std::vector<Explanation> explanations = as_list(explain_state(sink));
    for (auto* const explain_part : {explain_region, explain_cut})
        if (auto part = explain_part(sink, status))
            explanations.push_back(std::move(*part));
    // The path does not matter to what another program, or nobody, has.
    if (shows_the_source(sink))
        if (auto path = explain_path(sink, status))
            explanations.push_back(std::move(*path));
    return explanations;
}

}  // namespace kmsmirror::ctl
