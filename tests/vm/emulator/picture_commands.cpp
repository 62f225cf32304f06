// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/vm/emulator/command.h"
#include "tests/vm/emulator/parse.h"
#include "tests/vm/emulator/png_file.h"
#include "tests/vm/emulator/scanout.h"

namespace kmsmirror::emulator {
namespace {

// What a display should show: a raw file, or what a card scans out, somewhere on black.
struct Reference {
    std::string text;
    std::optional<Size> size;  // of a raw file; default: that of the display
    struct Place {
        std::int32_t x, y;
    };
    std::optional<Place> place;          // default: in the middle
    std::optional<Placement> placement;  // scaled or turned, in the place of all that
};

// FIT[:DEGREES[:REFLECTION[:FILTER[:REGION]]]], as users write each
Placement parse_placement(std::string_view text) {
    std::array<std::string_view, 5> words{"fit", "0", "none", "auto", "all"};
    for (std::string_view& word : words) {
        // What a region has of colons is its own.
        const std::size_t end = &word == &words.back() ? text.size() : std::min(text.find(':'), text.size());
        if (end != 0)
            word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto fit = parse_fit(words[0]);
    const auto degrees = parse_number(words[1], 0, 270);
    const auto reflection = parse_reflection(words[2]);
    const auto filter = parse_filter(words[3]);
    const auto region = parse_region(words[4]);
    if (!fit || !reflection || !filter || !region || !is_rotation(static_cast<std::uint32_t>(degrees)))
        throw std::invalid_argument("not FIT[:DEGREES[:REFLECTION[:FILTER[:REGION]]]]");
    Placement placement{*fit, turn_of(static_cast<std::uint32_t>(degrees), *reflection), {}, *filter};
    if (const Rect* const rect = std::get_if<Rect>(&*region))
        placement.region = *rect;
    return placement;
}

Reference::Place parse_place(std::string_view text) {
    constexpr std::int64_t far = 1 << 16;
    const std::size_t comma = std::min(text.find(','), text.size());
    return {static_cast<std::int32_t>(parse_number(text.substr(0, comma), -far, far)),
            static_cast<std::int32_t>(parse_number(text.substr(std::min(comma + 1, text.size())), -far, far))};
}

Reference parse_reference(const std::string& text, Words options) {
    Reference reference{text, {}, {}, {}};
    for (const std::string& word : options) {
        const auto [key, value] = parse_assignment(word);
        if (key == "at")
            reference.place = parse_place(value);
        else if (key == "placed")
            reference.placement = parse_placement(value);
        else if (key == "size")
            reference.size = parse_size(value);
        else
            throw std::invalid_argument(fmt::format("unknown option '{}'", key));
    }
    return reference;
}

Image picture_of(const Session& session) {
    auto picture = session.picture();
    if (!picture)
        throw JudgedFailure(session.name() + " has no mode and shows nothing");
    return std::move(*picture);
}

Image load(const Reference& reference, Size shown) {
    constexpr std::string_view scanout_of = "scanout:";
    if (reference.text == "scanout")
        return read_scanout(find_soc_card());
    if (reference.text.starts_with(scanout_of))
        return read_scanout(reference.text.substr(scanout_of.size()));
    return read_raw_file(reference.text, reference.size.value_or(shown));
}

Difference compare_with(const Session& session, const Reference& reference) {
    const Image shown = picture_of(session);
    Image wanted = load(reference, shown.size);
    if (reference.placement)
        return compare_images(shown, place(wanted, shown.size, *reference.placement));
    return compare_images(shown, reference.place ? place_at(wanted, shown.size, reference.place->x, reference.place->y)
                                                 : place_centred(std::move(wanted), shown.size));
}

Reply judge(const Difference& difference) {
    return {difference.count == 0 ? 0 : exit_judged_failure, describe(difference) + "\n", ""};
}

// While the source changes its mode there may be nothing to read for a moment.
Reply try_compare(const Session& session, const Reference& reference) {
    try {
        return judge(compare_with(session, reference));
    } catch (const std::invalid_argument&) {
        throw;
    } catch (const std::exception& error) {
        return {exit_judged_failure, "", error.what()};
    }
}

Reply png(Displays& displays, Words arguments) {
    write_png_file(arguments[1], picture_of(*displays.find_plugged(arguments[0]).session));
    return {};
}

Reply raw(Displays& displays, Words arguments) {
    write_raw_file(arguments[1], picture_of(*displays.find_plugged(arguments[0]).session));
    return {};
}

Reply diff(Displays& displays, Words arguments) {
    const KnownDisplay display = displays.find_plugged(arguments[0]);
    return judge(compare_with(*display.session, parse_reference(arguments[1], arguments.subspan(2))));
}

Reply watch(Displays& displays, Words arguments) {
    std::vector<std::uint32_t> colours(arguments.size() - 1);
    std::ranges::transform(arguments.subspan(1), colours.begin(),
                           [](const std::string& text) { return parse_colour(text); });
    displays.find_plugged(arguments[0]).session->watch_colours(std::move(colours));
    return {};
}

Reply wait_equal(Displays& displays, Words arguments) {
    const KnownDisplay display = displays.find_plugged(arguments[0]);
    const Session& session = *display.session;
    const auto deadline = parse_timeout(arguments[2]);
    const Reference reference = parse_reference(arguments[1], arguments.subspan(3));
    if (!session.wait_for([](const SessionState& state) { return state.mode.has_value(); }, deadline))
        throw JudgedFailure(session.name() + " never got a mode");
    while (true) {
        const std::uint64_t seen = session.generation();
        Reply reply = try_compare(session, reference);
        if (reply.exit_code == 0)
            return reply;
        if (session.wait_past(seen, deadline))
            continue;
        if (!session.state().is_connected)
            throw JudgedFailure(session.name() + " was unplugged");
        // The reference may have changed, too, since it was read.
        return try_compare(session, reference);
    }
}

}  // namespace

std::span<const Command> picture_commands() {
    static constexpr std::array<Command, 5> commands = {{{"png", 2, 2, png},
                                                         {"raw", 2, 2, raw},
                                                         {"diff", 2, 4, diff},
                                                         {"wait-equal", 3, 5, wait_equal},
                                                         {"watch", 1, many_arguments, watch}}};
    return commands;
}

}  // namespace kmsmirror::emulator
