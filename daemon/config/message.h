// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace kmsmirror::config {

// What was odd (warning) or why a file was refused (error). Printable ASCII.
struct Message {
    enum class Severity { warning, error };
    Severity severity = Severity::warning;
    std::string file;
    int line = 0;  // 0 = the file as a whole
    std::string text;
    bool operator==(const Message&) const = default;
};

// "FILE:LINE: TEXT"
[[nodiscard]] std::string described(const Message& message);
[[nodiscard]] std::string_view severity_name(Message::Severity severity) noexcept;  // "warning", "error"

}  // namespace kmsmirror::config
