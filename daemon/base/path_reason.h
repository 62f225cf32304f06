// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// What a PathFailure has as its `call` where no call of the kernel failed. Described in org.kmsmirror1.xml.
namespace kmsmirror::path_reason {

// Decisions: nothing failed.
inline constexpr std::string_view choice = "CHOICE";
inline constexpr std::string_view geometry = "GEOMETRY";
inline constexpr std::string_view kernel = "KERNEL";
inline constexpr std::string_view measured = "MEASURED";
inline constexpr std::string_view heap = "HEAP";

// Failures of the daemon itself.
inline constexpr std::string_view reader = "READER";
inline constexpr std::string_view read = "READ";
inline constexpr std::string_view show = "SHOW";

// For people, to follow "because": what was decided; empty for failures.
[[nodiscard]] std::string_view decision_text(std::string_view call) noexcept;

}  // namespace kmsmirror::path_reason
