// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/edid.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

namespace kmsmirror::emulator {
namespace {

constexpr std::size_t descriptor_size = 18;
constexpr std::size_t first_descriptor = 54;
constexpr std::size_t first_standard_timing = 38;
constexpr std::size_t standard_timing_count = 8;
constexpr std::uint8_t tag_serial = 0xff;
constexpr std::uint8_t tag_name = 0xfc;
constexpr std::uint8_t tag_dummy = 0x10;

using Descriptor = std::span<std::uint8_t, descriptor_size>;

std::uint8_t low(std::uint32_t value) {
    return static_cast<std::uint8_t>(value);
}

std::uint8_t nibbles(std::uint32_t upper, std::uint32_t lower) {
    return low((((upper >> 8U) & 0xfU) << 4U) | ((lower >> 8U) & 0xfU));
}

void write_detailed(Descriptor out, const Timing& timing, Size millimetres) {
    const std::uint32_t hblank = timing.htotal - timing.hdisplay;
    const std::uint32_t vblank = timing.vtotal - timing.vdisplay;
    const std::uint32_t hfront = timing.hsync_start - timing.hdisplay;
    const std::uint32_t hsync = timing.hsync_end - timing.hsync_start;
    const std::uint32_t vfront = timing.vsync_start - timing.vdisplay;
    const std::uint32_t vsync = timing.vsync_end - timing.vsync_start;
    const std::uint32_t clock_10khz = timing.clock_khz / 10;
    out[0] = low(clock_10khz);
    out[1] = low(clock_10khz >> 8U);
    out[2] = low(timing.hdisplay);
    out[3] = low(hblank);
    out[4] = nibbles(timing.hdisplay, hblank);
    out[5] = low(timing.vdisplay);
    out[6] = low(vblank);
    out[7] = nibbles(timing.vdisplay, vblank);
    out[8] = low(hfront);
    out[9] = low(hsync);
    out[10] = low(((vfront & 0xfU) << 4U) | (vsync & 0xfU));
    out[11] = low((((hfront >> 8U) & 3U) << 6U) | (((hsync >> 8U) & 3U) << 4U) | (((vfront >> 4U) & 3U) << 2U) |
                  ((vsync >> 4U) & 3U));
    out[12] = low(millimetres.width);
    out[13] = low(millimetres.height);
    out[14] = nibbles(millimetres.width, millimetres.height);
    // Digital separate sync; bit 2 vertical, bit 1 horizontal polarity.
    out[17] = low(0x18U | (timing.vsync_positive ? 4U : 0U) | (timing.hsync_positive ? 2U : 0U));
}

void write_text(Descriptor out, std::uint8_t tag, std::string_view text) {
    constexpr std::size_t text_offset = 5;
    out[3] = tag;
    auto rest = out.subspan<text_offset>();
    std::ranges::fill(rest, ' ');
    const std::size_t length = std::min(text.size(), rest.size());
    std::copy_n(text.begin(), length, rest.begin());
    if (length < rest.size())
        rest[length] = '\n';
}

// Byte 35 and 36 of EDID have one bit for each of these at 60 Hz.
bool set_established(Edid& edid, Size size) {
    if (size == Size{640, 480})
        edid[35] |= 0x20;
    else if (size == Size{800, 600})
        edid[35] |= 0x01;
    else if (size == Size{1024, 768})
        edid[36] |= 0x08;
    else
        return false;
    return true;
}

std::optional<std::uint8_t> aspect_bits(Size size) {
    constexpr std::array<Size, 4> aspects = {{{16, 10}, {4, 3}, {5, 4}, {16, 9}}};
    for (std::size_t i = 0; i < aspects.size(); ++i) {
        if (size.width * aspects[i].height == size.height * aspects[i].width)
            return low(static_cast<std::uint32_t>(i));
    }
    return std::nullopt;
}

bool set_standard(Edid& edid, std::size_t& used, Size size) {
    const auto aspect = aspect_bits(size);
    if (!aspect || size.width % 8 != 0 || size.width < 256 || size.width > 2288 || used == standard_timing_count)
        return false;
    const std::size_t at = first_standard_timing + 2 * used++;
    edid[at] = low(size.width / 8 - 31);
    edid[at + 1] = low(static_cast<std::uint32_t>(*aspect) << 6U);  // + 0: 60 Hz
    return true;
}

Descriptor descriptor(Edid& edid, std::size_t index) {
    return std::span(edid).subspan(first_descriptor + index * descriptor_size).first<descriptor_size>();
}

void write_checksum(Edid& edid) {
    const auto sum = std::accumulate(edid.begin(), edid.end() - 1, 0U);
    edid[edid_size - 1] = low(256U - (sum & 0xffU));
}

void write_identity(Edid& edid, const EdidContent& content) {
    std::fill_n(edid.begin() + 1, 6, std::uint8_t{0xff});
    // Three letters of five bits, A = 1: "KMM".
    constexpr std::uint32_t maker = (('K' - '@') << 10) | (('M' - '@') << 5) | ('M' - '@');
    edid[8] = low(maker >> 8U);
    edid[9] = low(maker);
    edid[10] = low(content.product);
    edid[11] = low(static_cast<std::uint32_t>(content.product) >> 8U);
    std::uint32_t number = 0;
    std::from_chars(content.serial.data(), content.serial.data() + content.serial.size(), number);
    for (std::size_t i = 0; i < 4; ++i)
        edid[12 + i] = low(number >> (8 * i));
    edid[16] = 1;  // week
    edid[17] = 2024 - 1990;
    edid[18] = 1;
    edid[19] = 4;
    edid[20] = 0xa0;  // digital, 8 bits per colour, interface undefined
    edid[23] = 120;   // gamma 2.2
    edid[24] = 0x06;  // sRGB; the preferred timing is the native one
    // The sRGB primaries and white point.
    constexpr std::array<std::uint8_t, 10> srgb = {0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54};
    std::ranges::copy(srgb, edid.begin() + 25);
}

void write_others(Edid& edid, const EdidContent& content, Size millimetres) {
    std::size_t standard_used = 0;
    bool detailed_used = false;
    std::fill_n(edid.begin() + first_standard_timing, 2 * standard_timing_count, std::uint8_t{1});
    descriptor(edid, 3)[3] = tag_dummy;
    for (const Size size : content.others) {
        if (set_established(edid, size) || set_standard(edid, standard_used, size))
            continue;
        if (detailed_used)
            throw std::invalid_argument(fmt::format("no room in the EDID for {}x{}", size.width, size.height));
        detailed_used = true;
        write_detailed(descriptor(edid, 3), timing_for(size), millimetres);
    }
}

void check_size(Size size) {
    const bool fits = size.width > 0 && size.height > 0 && size.width < 4096 && size.height < 4096;
    if (!fits || timing_for(size).clock_khz / 10 > 0xffff)
        throw std::invalid_argument(fmt::format("an EDID cannot say {}x{} at 60 Hz", size.width, size.height));
}

}  // namespace

Edid build_edid(const EdidContent& content) {
    check_size(content.preferred);
    std::ranges::for_each(content.others, check_size);
    Edid edid{};
    write_identity(edid, content);
    // 96 dots per inch.
    const Size millimetres = {content.preferred.width * 254 / 960, content.preferred.height * 254 / 960};
    edid[21] = low(std::clamp(millimetres.width / 10, 1U, 255U));
    edid[22] = low(std::clamp(millimetres.height / 10, 1U, 255U));
    write_detailed(descriptor(edid, 0), timing_for(content.preferred), millimetres);
    write_text(descriptor(edid, 1), tag_name, content.name);
    write_text(descriptor(edid, 2), tag_serial, content.serial);
    write_others(edid, content, millimetres);
    write_checksum(edid);
    return edid;
}

std::vector<std::uint8_t> answer_with(const Edid& edid, EdidAnswer answer) {
    // Escape sequences, quotes, an early end, and no UTF-8.
    static constexpr std::string_view garbage = "\x1b[2J\x07\"\\%\x9b\xff\r\x01\x7f";
    if (answer == EdidAnswer::empty)
        return {};
    Edid spoilt = edid;
    if (answer != EdidAnswer::good) {
        write_text(descriptor(spoilt, 1), tag_name, garbage);
        write_text(descriptor(spoilt, 2), tag_serial, garbage);
        write_checksum(spoilt);
    }
    if (answer == EdidAnswer::corrupt)
        spoilt[edid_size - 1] ^= 0xffU;
    return {spoilt.begin(), spoilt.end()};
}

}  // namespace kmsmirror::emulator
