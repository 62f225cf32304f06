// SPDX-License-Identifier: MIT
#include "tools/input_kind.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace kmsmirror::tools {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
    std::size_t offset;
    std::string_view bytes;  // unlike those of a colour, which are 0 or 0xff in the fourth place, or repeat
    const char* kind;
};

constexpr std::array<Signature, 18> signatures{{
    {0, "\x89PNG"sv, "a PNG picture"},
    {0, "GIF8"sv, "a GIF picture"},
    {0, "qoif"sv, "a QOI picture"},
    {0, "RIFF"sv, "a RIFF file, such as AVI or WebP"},
    {0, "\x1a\x45\xdf\xa3"sv, "a Matroska or WebM film"},
    {4, "ftyp"sv, "an MP4 or QuickTime film, or a HEIF or AVIF picture"},
    {0, "OggS"sv, "an Ogg film"},
    {0, "FLV\1"sv, "a Flash film"},
    {0, "\x30\x26\xb2\x75"sv, "a Windows Media film"},
    {0, "nut/multimedia"sv, "a NUT film"},
    {0, "\0\0\1\xba"sv, "an MPEG film"},
    {0, "\x47\x40\0\x10\0\0\xb0"sv, "an MPEG transport stream"},
    {0, "\x47\x40\x11\x10\0\x42\xf0"sv, "an MPEG transport stream"},
    {0, "\0\0\0\1\x09"sv, "an H.264 stream"},
    {0, "\0\0\0\1\x27"sv, "an H.264 stream"},
    {0, "\0\0\0\1\x67"sv, "an H.264 stream"},
    {0, "\0\0\0\1\x40"sv, "an H.265 stream"},
    {0, "\0\0\0\1\x46"sv, "an H.265 stream"},
}};

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
}

// Behind the start comes any segment but another one, which would be two equal pixels.
bool is_jpeg(std::string_view text) {
    constexpr unsigned char first_marker = 0xc0;
    constexpr unsigned char start = 0xd8;
    constexpr unsigned char last_marker = 0xfe;
    const unsigned char marker = text.size() > 3 ? static_cast<unsigned char>(text[3]) : 0;
    return text.starts_with("\xff\xd8\xff"sv) && marker >= first_marker && marker <= last_marker && marker != start;
}

bool is_bmp(std::string_view text) {
    constexpr std::string_view header_sizes = "\x0c\x28\x38\x6c\x7c";
    return text.starts_with("BM") && text.size() > 17 && text.substr(6, 4) == "\0\0\0\0"sv &&
           header_sizes.find(text[14]) != std::string_view::npos && text.substr(15, 3) == "\0\0\0"sv;
}

// PBM, PGM, PPM or PAM.
bool is_netpbm(std::string_view text) {
    return text.size() > 3 && text[0] == 'P' && text[1] >= '1' && text[1] <= '7' && text[2] == '\n' &&
           ((text[3] >= '0' && text[3] <= '9') || text[3] == '#' || text[3] == 'W');
}

// Whether characters of more than a byte are as UTF-8 has them: the first byte begins with as many ones as there are
// bytes, the others with a single one.
bool is_utf8(std::string_view text) {
    int following = 0;
    for (const char c : text) {
        const int ones = std::countl_one(static_cast<unsigned char>(c));
        const bool follows = ones == 1;
        if (follows != (following > 0))
            return false;
        following = follows ? following - 1 : std::max(ones - 1, 0);
    }
    return following == 0;
}

// The first line, of what people write or markup; else empty. Noise is one by less than a ten-millionth.
std::string first_line(std::string_view text) {
    constexpr std::size_t least = 12;
    constexpr std::size_t most_shown = 60;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end < least)
        return "";
    const std::string_view line = text.substr(0, end);
    // Bytes of UTF-8 are none, whether or not this machine's char has a sign.
    const auto is_control = [](unsigned char c) {
        return (c < ' ' && c != '\t' && c != '\r' && c != '\x1b') || c == '\x7f';
    };
    if (!is_utf8(line) || std::ranges::any_of(line, is_control) ||
        std::ranges::count_if(line, is_letter) * 2 < std::ssize(line))
        return "";
    return visible(line.substr(0, most_shown));
}

}  // namespace

bool is_y4m(std::span<const std::byte> beginning) {
    return text_of(beginning).starts_with("YUV4MPEG2 ");
}

OtherKind recognise_other_kind(std::span<const std::byte> beginning) {
    const std::string_view text = text_of(beginning);
    if (is_y4m(beginning))
        return {};
    for (const auto& [offset, bytes, kind] : signatures)
        if (text.size() > offset && text.substr(offset).starts_with(bytes))
            return {kind, ""};
    if (is_jpeg(text))
        return {"a JPEG picture", ""};
    if (is_bmp(text))
        return {"a BMP picture", ""};
    if (is_netpbm(text))
        return {"a PNM picture", ""};
    return {"", first_line(text)};
}

std::string visible(std::string_view text) {
    std::string result(text);
    std::ranges::replace_if(
        result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

}  // namespace kmsmirror::tools
