// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

// The words of D-Bus for what the daemon knows as enumerations; the log uses the same. Described in org.kmsmirror1.xml.
namespace kmsmirror::bus {

[[nodiscard]] std::string_view word(SinkState state) noexcept;
[[nodiscard]] std::string_view word(SourceState state) noexcept;
[[nodiscard]] std::string_view word(DaemonState state) noexcept;
[[nodiscard]] std::string_view word(std::optional<Path> path) noexcept;  // "none" for none
[[nodiscard]] std::string_view word(RememberedBy by) noexcept;
// "permanent", "transient" (memory pressure, and a busy card), "gone", "no-master"
[[nodiscard]] std::string_view word(ErrorClass error_class) noexcept;

// A failure, as four words: the call, the name of its errno, its class, and its time as RFC 3339 has it, in UTC. All
// empty for none.
struct FailureWords {
    std::string call;
    std::string errno_name;
    std::string error_class;
    std::string time;
};
[[nodiscard]] FailureWords words(const std::optional<PathFailure>& failure);

}  // namespace kmsmirror::bus
