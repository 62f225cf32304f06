// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "tests/vm/emulator/bytes.h"

namespace kmsmirror::emulator {

// All of the bytes; false when the other end has left.
[[nodiscard]] bool receive_all(int fd, std::span<std::uint8_t> bytes);
[[nodiscard]] bool send_all(int fd, Bytes bytes);

}  // namespace kmsmirror::emulator
