// SPDX-License-Identifier: MIT
#include "ctl/view/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kmsmirror::ctl {

namespace {

// Without the zeros after the point that say nothing.
std::string shortened(std::string number) {
    while (number.back() == '0')
        number.pop_back();
    if (number.back() == '.')
        number.pop_back();
    return number;
}

}  // namespace

std::string hertz_words(std::uint32_t mhz) {
    return shortened(fmt::format("{}.{:03}", mhz / 1000, mhz % 1000));
}

std::string mode_words(const Mode& mode) {
    if (!mode.is_set())
        return "none";
    return fmt::format("{}x{}@{}", mode.width, mode.height, hertz_words(mode.refresh_mhz));
}

std::string byte_words(double bytes) {
    constexpr std::array<const char*, 4> units{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024)
        return fmt::format("{:.0f} B", bytes);
    std::size_t unit = 0;
    bytes /= 1024;
    while (bytes >= 1024 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", bytes, units[unit]);
}

std::string display_words(const Sink& sink) {
    if (sink.make.empty() && sink.model.empty())
        return sink.state == "unplugged" || sink.state == "no-display" ? "no display" : "display without a name";
    return sink.make.empty() || sink.model.empty() ? sink.make + sink.model : sink.make + ' ' + sink.model;
}

std::string rect_words(const Rect& rect) {
    return rect.empty() ? "" : fmt::format("{},{},{},{}", rect.x1, rect.y1, rect.x2, rect.y2);
}

std::string matrix_words(const CalibrationMatrix& matrix) {
    std::string text;
    for (const double number : matrix)
        text += (text.empty() ? "" : " ") + shortened(fmt::format("{:.6f}", number));
    return text;
}

Colour state_colour(std::string_view state) {
    constexpr std::array<std::pair<std::string_view, Colour>, 18> known{{{"mirroring", Colour::green},
                                                                         {"scanout", Colour::green},
                                                                         {"idle", Colour::green},
                                                                         {"starting", Colour::yellow},
                                                                         {"slow", Colour::yellow},
                                                                         {"paused", Colour::yellow},
                                                                         {"blank", Colour::yellow},
                                                                         {"test-pattern", Colour::yellow},
                                                                         {"identify", Colour::yellow},
                                                                         {"off", Colour::dim},
                                                                         {"degraded", Colour::yellow},
                                                                         {"error", Colour::red},
                                                                         {"no-master", Colour::red},
                                                                         {"no-source", Colour::red},
                                                                         {"not-running", Colour::red},
                                                                         {"disabled", Colour::dim},
                                                                         {"no-display", Colour::dim},
                                                                         {"unplugged", Colour::dim}}};
    const auto* found =
        std::find_if(known.begin(), known.end(), [&](const auto& entry) { return entry.first == state; });
    return found == known.end() ? Colour::plain : found->second;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    const std::string margin(indent, ' ');
    if (width <= indent)
        return fmt::format("{}{}\n", margin, text);
    const std::size_t room = width - indent;
    std::string result;
    while (text.size() > room) {
        std::size_t end = text.rfind(' ', room);
        if (end == std::string_view::npos)
            end = text.find(' ', room);  // a word that is longer than a line
        if (end == std::string_view::npos)
            break;
        result += fmt::format("{}{}\n", margin, text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return result + fmt::format("{}{}\n", margin, text);
}

}  // namespace kmsmirror::ctl
