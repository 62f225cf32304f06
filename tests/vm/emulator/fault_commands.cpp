// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tests/vm/emulator/command.h"
#include "tests/vm/emulator/parse.h"

namespace kmsmirror::emulator {
namespace {

Reply stall(Displays& displays, Words arguments) {
    displays.find_plugged(arguments[0]).session->stall();
    return {};
}

// One that was unplugged meanwhile does not stall either.
Reply resume(Displays& displays, Words arguments) {
    if (const auto session = displays.find(arguments[0]).session)
        session->resume();
    return {};
}

Reply speed(Displays& displays, Words arguments) {
    std::optional<std::uint64_t> limit;
    if (arguments[1] != "full")
        limit = static_cast<std::uint64_t>(parse_number(arguments[1], 1, largest_count));
    displays.change_habits(arguments[0], [limit](Habits& habits) { habits.bytes_per_second = limit; });
    return {};
}

EdidAnswer parse_edid_answer(const std::string& text) {
    static constexpr std::array<std::pair<std::string_view, EdidAnswer>, 4> answers = {
        {{"good", EdidAnswer::good},
         {"garbled", EdidAnswer::garbled},
         {"corrupt", EdidAnswer::corrupt},
         {"empty", EdidAnswer::empty}}};
    const auto* const found = std::ranges::find(answers, text, [](const auto& answer) { return answer.first; });
    if (found == answers.end())
        throw std::invalid_argument(fmt::format("'{}' is not good, garbled, corrupt or empty", text));
    return found->second;
}

Reply edid(Displays& displays, Words arguments) {
    const EdidAnswer answer = parse_edid_answer(arguments[1]);
    displays.change_habits(arguments[0], [answer](Habits& habits) { habits.edid = answer; });
    return {};
}

Reply modes(Displays& displays, Words arguments) {
    const bool refuse = parse_choice(arguments[1], "refuse", "accept");
    if (displays.find(arguments[0]).options.kind == DisplayKind::udl)
        throw std::invalid_argument("a udl display cannot refuse a mode; plug it with pixel-limit= to hide large ones");
    displays.change_habits(arguments[0], [refuse](Habits& habits) { habits.refuses_modes = refuse; });
    return {};
}

Reply vanish(Displays& displays, Words arguments) {
    const std::uint64_t bytes = arguments.size() > 1 ? parse_count(arguments[1]) : 0;
    displays.find_plugged(arguments[0]).session->vanish_after(bytes);
    return {};
}

}  // namespace

std::span<const Command> fault_commands() {
    static constexpr std::array<Command, 6> commands = {{{"stall", 1, 1, stall},
                                                         {"resume", 1, 1, resume},
                                                         {"speed", 2, 2, speed},
                                                         {"edid", 2, 2, edid},
                                                         {"modes", 2, 2, modes},
                                                         {"vanish", 1, 2, vanish}}};
    return commands;
}

}  // namespace kmsmirror::emulator
