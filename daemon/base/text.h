// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace kmsmirror {

[[nodiscard]] constexpr bool is_printable(char c) noexcept {
    return c >= ' ' && c <= '~';
}

// `text` with '?' for all but printable ASCII: what a device or a file says is neither a terminal's control sequence
// nor broken UTF-8, which would cost us the D-Bus connection.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace kmsmirror
