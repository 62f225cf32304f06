// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tests/vm/emulator/bytes.h"
#include "tests/vm/emulator/timing.h"

namespace kmsmirror::emulator {

// The GUD USB display protocol, version 1 (include/drm/gud.h of the kernel).
enum class GudStatus : std::uint8_t {
    ok = 0,
    busy = 1,
    not_supported = 2,
    protocol_error = 3,
    invalid_parameter = 4,
    error = 5,
};

enum class GudFormat : std::uint8_t { rgb565 = 0x40, xrgb8888 = 0x80 };

[[nodiscard]] constexpr std::uint32_t bytes_per_pixel(GudFormat format) {
    return format == GudFormat::rgb565 ? 2 : 4;
}

namespace gud {

inline constexpr std::uint8_t get_status = 0x00;
inline constexpr std::uint8_t get_descriptor = 0x01;
inline constexpr std::uint8_t get_formats = 0x40;
inline constexpr std::uint8_t get_properties = 0x41;
inline constexpr std::uint8_t get_connectors = 0x50;
inline constexpr std::uint8_t get_connector_properties = 0x51;
inline constexpr std::uint8_t get_tv_mode_values = 0x52;
inline constexpr std::uint8_t set_force_detect = 0x53;
inline constexpr std::uint8_t get_connector_status = 0x54;
inline constexpr std::uint8_t get_connector_modes = 0x55;
inline constexpr std::uint8_t get_connector_edid = 0x56;
inline constexpr std::uint8_t set_buffer = 0x60;
inline constexpr std::uint8_t set_state_check = 0x61;
inline constexpr std::uint8_t set_state_commit = 0x62;
inline constexpr std::uint8_t set_controller_enable = 0x63;
inline constexpr std::uint8_t set_display_enable = 0x64;

inline constexpr std::uint8_t compression_lz4 = 1;
inline constexpr std::uint16_t property_rotation = 50;
inline constexpr std::uint64_t rotation_0 = 1;
inline constexpr std::uint64_t rotate_mask = 0x0f;
inline constexpr std::uint64_t rotation_90 = 2;  // counter-clockwise
inline constexpr std::uint64_t rotation_270 = 8;
inline constexpr std::uint64_t reflect_x = 0x10;
inline constexpr std::uint64_t reflect_y = 0x20;
inline constexpr std::uint8_t connector_hdmi = 7;

}  // namespace gud

// What the emulated device can do.
struct GudCapabilities {
    std::vector<GudFormat> formats;
    bool lz4 = true;
    std::uint32_t max_buffer_size = 0;
    std::vector<Timing> modes;  // the preferred one first
    Size smallest, largest;
    std::uint64_t rotations = 1;  // that the device can do: DRM_MODE_ROTATE_* and _REFLECT_*
};

struct GudProperty {
    std::uint16_t number = 0;
    std::uint64_t value = 0;
};

struct GudState {
    Timing timing;
    std::uint8_t format = 0;  // as sent
    std::uint8_t connector = 0;
    std::vector<GudProperty> properties;
};

// Of a state that was checked.
[[nodiscard]] std::uint64_t rotation_of(const GudState& state);

struct GudBuffer {
    std::uint32_t x = 0, y = 0, width = 0, height = 0;
    std::uint32_t length = 0;
    std::uint8_t compression = 0;
    std::uint32_t compressed_length = 0;

    [[nodiscard]] std::uint32_t transfer_length() const { return compression != 0 ? compressed_length : length; }
};

[[nodiscard]] std::vector<std::uint8_t> encode_descriptor(const GudCapabilities& capabilities);
[[nodiscard]] std::vector<std::uint8_t> encode_modes(const GudCapabilities& capabilities);

// Nothing when the length is not right.
[[nodiscard]] std::optional<GudState> decode_state(Bytes bytes);
[[nodiscard]] std::optional<GudBuffer> decode_buffer(Bytes bytes);

[[nodiscard]] GudStatus check_state(const GudState& state, const GudCapabilities& capabilities);
[[nodiscard]] GudStatus check_buffer(const GudBuffer& buffer, Size mode, GudFormat format,
                                     const GudCapabilities& capabilities);

// Exactly `length` bytes out of an LZ4 block; nothing when the block is bad or makes another length.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> decompress_lz4(Bytes block, std::uint32_t length);

}  // namespace kmsmirror::emulator
