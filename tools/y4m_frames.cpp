// SPDX-License-Identifier: MIT
#include "tools/y4m_frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "tools/input_kind.h"

namespace kmsmirror::tools {
namespace {

struct Colours {
    std::string_view name;
    bool has_colour;
    std::uint32_t columns_shift;
    std::uint32_t rows_shift;
};

constexpr std::array<Colours, 8> known_colours{{{"420", true, 1, 1},
                                                {"420jpeg", true, 1, 1},
                                                {"420mpeg2", true, 1, 1},
                                                {"420paldv", true, 1, 1},
                                                {"411", true, 2, 0},
                                                {"422", true, 1, 0},
                                                {"444", true, 0, 0},
                                                {"mono", false, 0, 0}}};

[[noreturn]] void refuse(std::string_view what) {
    throw std::runtime_error(fmt::format("y4m: {}", what));
}

// `text` is a part of the word of the header.
std::uint32_t number_of(std::string_view text, std::uint32_t most, std::string_view word) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number > most)
        refuse(fmt::format("{} in the header: \"{}\" is not a number up to {}", visible(word), visible(text), most));
    return number;
}

// "F30000:1001", and 0:0 for what is not known.
std::pair<std::uint32_t, std::uint32_t> ratio_of(std::string_view word, std::uint32_t most) {
    const std::size_t colon = std::min(word.find(':'), word.size());
    return {number_of(word.substr(1, colon - 1), most, word),
            number_of(word.substr(std::min(colon + 1, word.size())), most, word)};
}

std::chrono::nanoseconds frame_period(std::string_view word) {
    const auto [frames, seconds] = ratio_of(word, 1'000'000'000);
    return std::chrono::nanoseconds(frames == 0 ? 0 : std::uint64_t{seconds} * 1'000'000'000 / frames);
}

void set_pixel_shape(Y4mHeader& header, std::string_view word) {
    constexpr std::uint32_t most = 65535;
    const auto [width, height] = ratio_of(word, most);
    if (width == 0 || height == 0)
        return;
    header.pixel_width = width;
    header.pixel_height = height;
}

void set_colours(Y4mHeader& header, std::string_view name) {
    const auto* const found = std::ranges::find(known_colours, name, &Colours::name);
    if (found == known_colours.end())
        refuse(
            fmt::format("colours of the kind {} are not known, those of 420, 422, 444 and mono of 8 bits are; ffmpeg "
                        "makes them with -pix_fmt yuv420p",
                        visible(name)));
    header.has_colour = found->has_colour;
    header.columns_shift = found->columns_shift;
    header.rows_shift = found->rows_shift;
}

std::string read_line(Input& input) {
    constexpr std::size_t most = 1024;
    std::string line;
    for (std::byte next{}; input.read(std::span(&next, 1)) == 1 && line.size() < most;) {
        if (next == std::byte{'\n'})
            return line;
        line += static_cast<char>(next);
    }
    refuse("a header does not end");
}

std::size_t shifted_up(std::size_t pixels, std::uint32_t shift) {
    return (pixels + (std::size_t{1} << shift) - 1) >> shift;
}

YuvMatrix matrix_of(const Y4mHeader& header) {
    constexpr std::uint32_t first_of_high_definition = 720;
    return header.height < first_of_high_definition ? YuvMatrix::bt601 : YuvMatrix::bt709;
}

}  // namespace

Y4mHeader parse_y4m_header(const std::string& line) {
    constexpr std::uint32_t most_pixels = 16384;
    constexpr std::string_view range = "XCOLORRANGE=";
    Y4mHeader header;
    std::istringstream words(line);
    std::string word;
    words >> word;
    while (words >> word) {
        const std::string_view value = std::string_view(word).substr(1);
        if (word[0] == 'W')
            header.width = number_of(value, most_pixels, word);
        else if (word[0] == 'H')
            header.height = number_of(value, most_pixels, word);
        else if (word[0] == 'F')
            header.period = frame_period(word);
        else if (word[0] == 'A')
            set_pixel_shape(header, word);
        else if (word[0] == 'C')
            set_colours(header, value);
        else if (word.starts_with(range) && word.substr(range.size()) == "FULL")
            header.range = YuvRange::full;
    }
    if (header.width == 0 || header.height == 0)
        refuse("the header does not say the size");
    return header;
}

Y4mFrames::Y4mFrames(Input& input)
    : input_(input), header_(parse_y4m_header(read_line(input))), converter_(matrix_of(header_), header_.range) {
    const std::size_t luma_bytes = std::size_t{header_.width} * header_.height;
    colour_row_bytes_ = shifted_up(header_.width, header_.columns_shift);
    const std::size_t colour_bytes = colour_row_bytes_ * shifted_up(header_.height, header_.rows_shift);
    sample_bytes_ = luma_bytes + (header_.has_colour ? 2 * colour_bytes : 0);
}

PictureLayout Y4mFrames::shape() const noexcept {
    PictureLayout shape = layout();
    const std::uint64_t width = std::uint64_t{header_.width} * header_.pixel_width / header_.pixel_height;
    shape.width = std::max(static_cast<std::uint32_t>(width), 1U);
    return shape;
}

bool Y4mFrames::read_frame_header() {
    constexpr std::string_view word = "FRAME";
    std::array<std::byte, word.size()> beginning{};
    const std::size_t bytes = input_.read(beginning);
    if (bytes == 0)
        return false;
    ++count_;
    if (bytes < beginning.size())
        throw CutFrame(fmt::format("the input ended in the middle of frame {}", count_));
    if (std::memcmp(beginning.data(), word.data(), word.size()) != 0)
        refuse(fmt::format("frame {} does not begin where it should: something else is in the stream", count_));
    read_line(input_);  // parameters, which nobody uses
    return true;
}

bool Y4mFrames::read(std::span<std::byte> frame) {
    if (!read_frame_header())
        return false;
    samples_.resize(sample_bytes_);
    const std::size_t bytes = input_.read(samples_);
    if (bytes < samples_.size())
        throw CutFrame(
            fmt::format("the input ended in the middle of frame {}: {} of {} bytes", count_, bytes, samples_.size()));
    convert(frame);
    return true;
}

void Y4mFrames::convert(std::span<std::byte> frame) const {
    const auto* luma = reinterpret_cast<const std::uint8_t*>(samples_.data());
    const std::size_t luma_bytes = std::size_t{header_.width} * header_.height;
    const std::uint8_t* const cb = luma + luma_bytes;
    const std::uint8_t* const cr = cb + (samples_.size() - luma_bytes) / 2;
    std::byte* to = frame.data();
    for (std::uint32_t y = 0; y < header_.height; ++y) {
        const std::size_t colour_row = (y >> header_.rows_shift) * colour_row_bytes_;
        for (std::uint32_t x = 0; x < header_.width; ++x, to += sizeof(std::uint32_t)) {
            const std::size_t colour = colour_row + (x >> header_.columns_shift);
            const std::uint32_t pixel = header_.has_colour ? converter_.convert(*luma++, cb[colour], cr[colour])
                                                           : converter_.convert(*luma++, 128, 128);
            std::memcpy(to, &pixel, sizeof(pixel));
        }
    }
}

}  // namespace kmsmirror::tools
