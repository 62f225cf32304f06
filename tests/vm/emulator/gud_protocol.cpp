// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/gud_protocol.h"

#include <lz4.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace kmsmirror::emulator {
namespace {

constexpr std::uint32_t magic = 0x1d50614d;
constexpr std::uint8_t version = 1;
constexpr std::size_t state_size = 26;
constexpr std::size_t property_size = 10;
constexpr std::size_t buffer_size = 25;
constexpr std::uint32_t flag_phsync = 1U << 0U;
constexpr std::uint32_t flag_nhsync = 1U << 1U;
constexpr std::uint32_t flag_pvsync = 1U << 2U;
constexpr std::uint32_t flag_nvsync = 1U << 3U;
constexpr std::uint32_t flag_preferred = 1U << 10U;

bool is_ordered(std::uint32_t display, std::uint32_t start, std::uint32_t end, std::uint32_t total) {
    return display > 0 && display <= start && start <= end && end <= total;
}

bool is_between(std::uint32_t low, std::uint32_t value, std::uint32_t high) {
    return low <= value && value <= high;
}

bool is_known_property(const GudProperty& property, const GudCapabilities& capabilities) {
    return property.number == gud::property_rotation && (property.value & ~capabilities.rotations) == 0 &&
           std::popcount(property.value & gud::rotate_mask) == 1;
}

}  // namespace

std::vector<std::uint8_t> encode_descriptor(const GudCapabilities& capabilities) {
    std::vector<std::uint8_t> bytes;
    append_le32(bytes, magic);
    bytes.push_back(version);
    append_le32(bytes, 0);  // flags
    bytes.push_back(capabilities.lz4 ? gud::compression_lz4 : std::uint8_t{0});
    append_le32(bytes, capabilities.max_buffer_size);
    append_le32(bytes, capabilities.smallest.width);
    append_le32(bytes, capabilities.largest.width);
    append_le32(bytes, capabilities.smallest.height);
    append_le32(bytes, capabilities.largest.height);
    return bytes;
}

std::vector<std::uint8_t> encode_modes(const GudCapabilities& capabilities) {
    std::vector<std::uint8_t> bytes;
    std::uint32_t preference = flag_preferred;
    for (const Timing& t : capabilities.modes) {
        append_le32(bytes, t.clock_khz);
        for (const std::uint32_t value :
             {t.hdisplay, t.hsync_start, t.hsync_end, t.htotal, t.vdisplay, t.vsync_start, t.vsync_end, t.vtotal})
            append_le16(bytes, static_cast<std::uint16_t>(value));
        append_le32(bytes, (t.hsync_positive ? flag_phsync : flag_nhsync) |
                               (t.vsync_positive ? flag_pvsync : flag_nvsync) | std::exchange(preference, 0));
    }
    return bytes;
}

std::optional<GudState> decode_state(Bytes bytes) {
    if (bytes.size() < state_size || (bytes.size() - state_size) % property_size != 0)
        return std::nullopt;
    const std::uint8_t* at = bytes.data();
    GudState state;
    state.timing = {load_le32(at),      load_le16(at + 4),  load_le16(at + 6),  load_le16(at + 8), load_le16(at + 10),
                    load_le16(at + 12), load_le16(at + 14), load_le16(at + 16), load_le16(at + 18)};
    const std::uint32_t flags = load_le32(at + 20);
    state.timing.hsync_positive = (flags & flag_phsync) != 0;
    state.timing.vsync_positive = (flags & flag_pvsync) != 0;
    state.format = at[24];
    state.connector = at[25];
    for (std::size_t offset = state_size; offset < bytes.size(); offset += property_size) {
        const std::uint64_t value =
            load_le32(at + offset + 2) | (static_cast<std::uint64_t>(load_le32(at + offset + 6)) << 32U);
        state.properties.push_back({load_le16(at + offset), value});
    }
    return state;
}

std::uint64_t rotation_of(const GudState& state) {
    return state.properties.empty() ? gud::rotation_0 : state.properties.front().value;
}

std::optional<GudBuffer> decode_buffer(Bytes bytes) {
    if (bytes.size() != buffer_size)
        return std::nullopt;
    const std::uint8_t* at = bytes.data();
    return GudBuffer{load_le32(at), load_le32(at + 4), load_le32(at + 8), load_le32(at + 12), load_le32(at + 16),
                     at[20],        load_le32(at + 21)};
}

GudStatus check_state(const GudState& state, const GudCapabilities& capabilities) {
    const Timing& t = state.timing;
    const bool timing_good = t.clock_khz > 0 && is_ordered(t.hdisplay, t.hsync_start, t.hsync_end, t.htotal) &&
                             is_ordered(t.vdisplay, t.vsync_start, t.vsync_end, t.vtotal) &&
                             is_between(capabilities.smallest.width, t.hdisplay, capabilities.largest.width) &&
                             is_between(capabilities.smallest.height, t.vdisplay, capabilities.largest.height);
    const bool format_good = std::ranges::any_of(
        capabilities.formats, [&state](GudFormat format) { return static_cast<std::uint8_t>(format) == state.format; });
    const bool properties_good = std::ranges::all_of(
        state.properties, [&](const GudProperty& property) { return is_known_property(property, capabilities); });
    const bool good = timing_good && format_good && properties_good && state.connector == 0;
    return good ? GudStatus::ok : GudStatus::invalid_parameter;
}

GudStatus check_buffer(const GudBuffer& buffer, Size mode, GudFormat format, const GudCapabilities& capabilities) {
    const std::uint64_t length = std::uint64_t{buffer.width} * buffer.height * bytes_per_pixel(format);
    // Sums of 64 bits: the numbers are the host's.
    const bool inside = buffer.width > 0 && buffer.height > 0 && std::uint64_t{buffer.x} + buffer.width <= mode.width &&
                        std::uint64_t{buffer.y} + buffer.height <= mode.height;
    const bool length_good = buffer.length == length && length <= capabilities.max_buffer_size;
    const bool plain = buffer.compression == 0 && buffer.compressed_length == 0;
    const bool lz4 = capabilities.lz4 && buffer.compression == gud::compression_lz4 && buffer.compressed_length > 0 &&
                     buffer.compressed_length <= buffer.length;
    return inside && length_good && (plain || lz4) ? GudStatus::ok : GudStatus::invalid_parameter;
}

std::optional<std::vector<std::uint8_t>> decompress_lz4(Bytes block, std::uint32_t length) {
    std::vector<std::uint8_t> plain(length);
    const int made =
        LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()), reinterpret_cast<char*>(plain.data()),
                            static_cast<int>(block.size()), static_cast<int>(length));
    if (made < 0 || static_cast<std::uint32_t>(made) != length)
        return std::nullopt;
    return plain;
}

}  // namespace kmsmirror::emulator
