// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kmsmirror::emulator {

using Bytes = std::span<const std::uint8_t>;

// Numbers inside byte sequences. The caller has checked that the bytes are there.
inline std::uint16_t load_le16(const std::uint8_t* bytes) {
    return static_cast<std::uint16_t>(bytes[0] | (bytes[1] << 8));
}

inline std::uint32_t load_le32(const std::uint8_t* bytes) {
    return load_le16(bytes) | (static_cast<std::uint32_t>(load_le16(bytes + 2)) << 16);
}

inline std::uint16_t load_be16(const std::uint8_t* bytes) {
    return static_cast<std::uint16_t>((bytes[0] << 8) | bytes[1]);
}

inline std::uint32_t load_be32(const std::uint8_t* bytes) {
    return (static_cast<std::uint32_t>(load_be16(bytes)) << 16) | load_be16(bytes + 2);
}

inline void store_be32(std::uint8_t* bytes, std::uint32_t value) {
    bytes[0] = static_cast<std::uint8_t>(value >> 24);
    bytes[1] = static_cast<std::uint8_t>(value >> 16);
    bytes[2] = static_cast<std::uint8_t>(value >> 8);
    bytes[3] = static_cast<std::uint8_t>(value);
}

inline void append_le16(std::vector<std::uint8_t>& bytes, std::uint16_t value) {
    bytes.push_back(static_cast<std::uint8_t>(value));
    bytes.push_back(static_cast<std::uint8_t>(value >> 8));
}

inline void append_le32(std::vector<std::uint8_t>& bytes, std::uint32_t value) {
    append_le16(bytes, static_cast<std::uint16_t>(value));
    append_le16(bytes, static_cast<std::uint16_t>(value >> 16));
}

inline void append_le64(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
    append_le32(bytes, static_cast<std::uint32_t>(value));
    append_le32(bytes, static_cast<std::uint32_t>(value >> 32));
}

}  // namespace kmsmirror::emulator
