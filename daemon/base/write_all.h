// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <system_error>

namespace kmsmirror {

// write(2) until all of it is written, however little the kernel takes at once, and whatever signals come meanwhile.
[[nodiscard]] std::error_code write_all(int fd, std::span<const std::byte> bytes) noexcept;

}  // namespace kmsmirror
