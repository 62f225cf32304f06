// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace kmsmirror::control {

// All of the bytes; false when the other end has left.
[[nodiscard]] bool receive_all(int fd, std::span<std::uint8_t> bytes);
[[nodiscard]] bool send_all(int fd, std::span<const std::uint8_t> bytes);

}  // namespace kmsmirror::control
