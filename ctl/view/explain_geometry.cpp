// SPDX-License-Identifier: MIT
#include "ctl/view/explain_geometry.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/path_reason.h"
#include "base/placement.h"
#include "ctl/model/placed_picture.h"
#include "ctl/view/explain_path.h"

namespace kmsmirror::ctl {
namespace {

std::string size_text(Size size) {
    return fmt::format("{}x{}", size.width, size.height);
}

bool is_mirrored(const Sink& sink) {
    return sink.reflection == "x" || sink.reflection == "y";
}

bool is_dithered(const Sink& sink) {
    return !sink.dither.empty() && sink.dither != "none";
}

// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

std::string wishes(const Sink& sink, const PlacedPicture& placed) {
    std::vector<std::string> done;
    if (!sink.filter.empty())
        done.push_back(fmt::format("scaled from {} to {}", size_text(placed.turn.turned(size_of(placed.source_part))),
                                   size_text(size_of(placed.display_part))));
    if (sink.rotation != 0)
        done.push_back(fmt::format("turned by {} degrees", sink.rotation));
    if (is_mirrored(sink))
        done.emplace_back("mirrored");
    if (!placed.panel_turn.is_none())
        done.emplace_back("turned as the panels are built in");
    if (is_dithered(sink))
        done.emplace_back("dithered");
    const bool has_bars = placed.display_part != rect_of(placed.display);
    const std::string is_done = done.empty() ? "" : "is " + enumeration(done);
    return fmt::format("{}{}{}", is_done, !done.empty() && has_bars ? ", and " : "", has_bars ? "has bars" : "");
}

bool has_mode_of(const Sink& sink, Size size) {
    return std::any_of(sink.modes.begin(), sink.modes.end(),
                       [size](const Mode& mode) { return mode.width == size.width && mode.height == size.height; });
}

bool covers(Size size, Size other) {
    return size.width >= other.width && size.height >= other.height;
}

std::string way_to_prime(const Sink& sink, const PlacedPicture& placed) {
    if (!placed.panel_turn.is_none())
        return "";  // it would lie on its side, or on its head
    const Size picture = size_of(chosen_part(sink, placed.source));
    std::string changes;
    bool is_cut = false;
    if (picture != placed.display && has_mode_of(sink, picture)) {
        changes = " mode=" + size_text(picture);
    } else if (picture != placed.display) {
        if (!covers(picture, placed.display))
            return fmt::format(
                "Only the picture as the source has it, {}, in a mode of that size needs no copy; the "
                "display has no such mode.",
                size_text(picture));
        is_cut = true;
        changes = sink.fit == "none" ? "" : " fit=none";
    }
    if (sink.rotation != 0)
        changes += " rotation=0";
    if (is_mirrored(sink))
        changes += " reflection=none";
    if (is_dithered(sink))
        changes += " dither=none";
    if (changes.empty())
        return "";
    const bool is_remembered = !sink.remembered_by.empty() && sink.remembered_by != "none";
    return fmt::format("Without a copy{}: kmsmirrorctl set {}{}{}", is_cut ? ", with the picture cut off" : "", sink.id,
                       changes, is_remembered ? " --persistent" : "");
}

// What is shown instead of a region of which nothing is in the source.
bool lies_outside(const Sink& sink, Size source) {
    const RegionChoice choice = parse_region(sink.region_choice).value_or(RegionChoice());
    if (const Rect* const rect = std::get_if<Rect>(&choice))
        return rect->intersected(rect_of(source)).empty();
    const Wall* const wall = std::get_if<Wall>(&choice);
    return wall != nullptr && wall->columns * wall->rows > 1 && !region_in(choice, sink.bezel, source);
}

// Whether it is the bezel of a wall that leaves nothing of the source for that display.
bool hides_all(const Sink& sink, Size source) {
    const auto choice = parse_region(sink.region_choice);
    return choice && std::holds_alternative<Wall>(*choice) && region_in(*choice, 0, source);
}

}  // namespace

Explanation explain_geometry(const Sink& sink, const Status& status) {
    const auto placed = placed_picture(sink, status);
    const std::string what = placed ? wishes(sink, *placed) : "";
    if (what.empty())
        return {std::string(path_reason::decision_text(path_reason::geometry)), ""};
    return {fmt::format("the picture {}, which the display's driver cannot do", what), way_to_prime(sink, *placed)};
}

std::optional<Explanation> explain_region(const Sink& sink, const Status& status) {
    const auto placed = placed_picture(sink, status);
    if (!placed || !shows_the_source(sink) || !lies_outside(sink, placed->source))
        return std::nullopt;
    if (hides_all(sink, placed->source))
        return Explanation{
            fmt::format("It shows all of the source's {}: a bezel of {} pixels leaves nothing of it for {}.",
                        size_text(placed->source), sink.bezel, sink.region_choice),
            undo_advice(sink, "bezel=0")};
    return Explanation{fmt::format("It shows all of the source's {}: nothing of the region {} lies in there.",
                                   size_text(placed->source), sink.region_choice),
                       undo_advice(sink, "region=all")};
}

std::optional<Explanation> explain_cut(const Sink& sink, const Status& status) {
    const auto placed = placed_picture(sink, status);
    if (!placed || !shows_the_source(sink) || sink.fit != "none")
        return std::nullopt;
    const Size wanted = size_of(chosen_part(sink, placed->source));
    const Size shown = size_of(placed->source_part);
    if (shown == wanted)
        return std::nullopt;
    return Explanation{fmt::format("It shows the middle {} of the picture's {}: fit=none cuts the rest off.",
                                   size_text(shown), size_text(wanted)),
                       undo_advice(sink, "fit=fit")};
}

}  // namespace kmsmirror::ctl
