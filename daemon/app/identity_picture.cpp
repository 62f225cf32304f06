// SPDX-License-Identifier: MIT
#include "app/identity_picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "bus/words.h"
#include "pixels/background.h"
#include "pixels/text.h"

namespace kmsmirror::app {
namespace {

constexpr std::uint32_t text_colour = 0xffffff;

struct Identity {
    std::string number;
    std::vector<std::string> lines;
};

Identity identity_of_sink(const SinkStatus& sink, std::size_t number) {
    const bool has_gap = !sink.make.empty() && !sink.model.empty();
    const std::string name = sink.make + (has_gap ? " " : "") + sink.model;
    return {std::to_string(number),
            {name.empty() ? "display without a name" : name, sink.connector,
             fmt::format("{}x{}", sink.mode.size.width, sink.mode.size.height),
             fmt::format("path {}", bus::word(sink.path))}};
}

// The largest scale in which that many characters and lines have room.
std::uint32_t scale_for(Size room, std::uint32_t characters, std::uint32_t lines) {
    return std::max(1U, std::min(room.width / std::max(1U, characters * pixels::character_width),
                                 room.height / (lines * pixels::line_height)));
}

// The number has the upper half, the lines the lower one.
void draw_lines(const Identity& identity, const pixels::Image& image) {
    pixels::fill(image, 0);
    const Size half{image.size.width, image.size.height / 2};
    pixels::draw_centred(image, identity.number, static_cast<std::int32_t>(half.height / pixels::line_height),
                         scale_for(half, pixels::text_length(identity.number), 1), text_colour);
    std::uint32_t longest = 0;
    for (const std::string& line : identity.lines)
        longest = std::max(longest, pixels::text_length(line));
    // A margin of one character.
    const std::uint32_t scale = scale_for(half, longest + 1, static_cast<std::uint32_t>(identity.lines.size()));
    auto y = static_cast<std::int32_t>(half.height);
    for (const std::string& line : identity.lines) {
        pixels::draw_centred(image, line, y, scale, text_colour);
        y += static_cast<std::int32_t>(pixels::line_height * scale);
    }
}

}  // namespace

source::StillSource::Draw draw_identity(const std::vector<SinkStatus>& sinks, const std::string& id) {
    const auto found =
        std::find_if(sinks.begin(), sinks.end(), [&id](const SinkStatus& sink) { return sink.id == id; });
    if (found == sinks.end())
        return nullptr;
    const Identity identity = identity_of_sink(*found, static_cast<std::size_t>(found - sinks.begin()) + 1);
    return [identity](const pixels::Image& image) { draw_lines(identity, image); };
}

}  // namespace kmsmirror::app
