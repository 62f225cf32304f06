// SPDX-License-Identifier: MIT
#include "config/message.h"

#include <fmt/format.h>

namespace kmsmirror::config {

std::string described(const Message& message) {
    if (message.line == 0)
        return fmt::format("{}: {}", message.file, message.text);
    return fmt::format("{}:{}: {}", message.file, message.line, message.text);
}

std::string_view severity_name(Message::Severity severity) noexcept {
    return severity == Message::Severity::error ? "error" : "warning";
}

}  // namespace kmsmirror::config
