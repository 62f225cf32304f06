// SPDX-License-Identifier: MIT
#include "kms/edid.h"

#include <drm_mode.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "kms/device.h"

namespace kmsmirror::kms {

namespace {

// VESA E-EDID 1.4, section 3: the base block
constexpr std::size_t block_size = 128;
constexpr std::array<std::uint8_t, 8> first_bytes{0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00};
constexpr std::array<std::size_t, 4> descriptor_offsets{54, 72, 90, 108};
constexpr std::size_t descriptor_text_offset = 5;
constexpr std::size_t descriptor_text_size = 13;
constexpr std::uint8_t serial_tag = 0xff;
constexpr std::uint8_t name_tag = 0xfc;

using Block = std::span<const std::byte, block_size>;

std::uint32_t byte_at(Block block, std::size_t index) noexcept {
    return std::to_integer<std::uint32_t>(block[index]);
}

// Three letters of five bits each, 1 = 'A', in a big-endian 16-bit number.
std::string parse_make(Block block) noexcept {
    const std::uint32_t packed = byte_at(block, 8) << 8 | byte_at(block, 9);
    std::string make;
    for (const int shift : {10, 5, 0}) {
        const std::uint32_t letter = packed >> shift & 0x1f;
        if (letter < 1 || letter > 26)
            return {};
        make += static_cast<char>('A' + letter - 1);
    }
    return make;
}

// The text of a display descriptor ends with a line feed and is padded with spaces.
std::string descriptor_text(Block block, std::uint8_t tag) noexcept {
    for (const std::size_t offset : descriptor_offsets) {
        const bool is_display_descriptor =
            byte_at(block, offset) == 0 && byte_at(block, offset + 1) == 0 && byte_at(block, offset + 2) == 0;
        if (!is_display_descriptor || byte_at(block, offset + 3) != tag)
            continue;
        std::string text;
        for (std::size_t i = 0; i < descriptor_text_size; ++i) {
            const auto c = static_cast<char>(byte_at(block, offset + descriptor_text_offset + i));
            if (c == '\n')
                break;
            if (is_printable(c))
                text += c;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }
    return {};
}

}  // namespace

Edid parse_edid(std::span<const std::byte> bytes) noexcept {
    if (bytes.size() < block_size)
        return {};
    const Block block = bytes.first<block_size>();
    const bool is_edid =
        std::equal(first_bytes.begin(), first_bytes.end(), block.begin(),
                   [](std::uint8_t wanted, std::byte is) { return wanted == std::to_integer<std::uint8_t>(is); });
    if (!is_edid)
        return {};
    Edid edid{parse_make(block), descriptor_text(block, name_tag), descriptor_text(block, serial_tag)};
    if (edid.model.empty())
        edid.model = fmt::format("0x{:04x}", byte_at(block, 11) << 8 | byte_at(block, 10));
    const std::uint32_t number =
        byte_at(block, 15) << 24 | byte_at(block, 14) << 16 | byte_at(block, 13) << 8 | byte_at(block, 12);
    if (edid.serial.empty() && number != 0)
        edid.serial = fmt::format("{}", number);
    return edid;
}

Result<Edid> connector_edid(Device& device, const ConnectorInfo& connector) {
    const auto properties = device.api().get_properties(device.fd(), connector.id, DRM_MODE_OBJECT_CONNECTOR);
    if (!properties)
        return tl::unexpected(properties.error());
    const auto property = std::find_if(properties->begin(), properties->end(),
                                       [](const PropertyInfo& candidate) { return candidate.name == "EDID"; });
    if (property == properties->end() || property->value == 0)
        return Edid{};
    const auto bytes = device.api().get_blob(device.fd(), static_cast<std::uint32_t>(property->value));
    if (!bytes)
        return tl::unexpected(bytes.error());
    return parse_edid(*bytes);
}

}  // namespace kmsmirror::kms
