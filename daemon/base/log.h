// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string_view>

// Messages to standard error. Under systemd each line begins with its syslog level "<N>", which the journal reads.
// error: somebody was failed, the daemon goes on; warning: odd, but handled; info: life cycle; debug: the rest.
// Thread-safe.
namespace kmsmirror::log {

enum class Level { error = 3, warning = 4, info = 6, debug = 7 };

void set_level(Level level) noexcept;
[[nodiscard]] Level level() noexcept;
// As syslog names them: "err", "warning", "info", "debug". Those of syslog that are not in use count as the next that
// shows less, but errors are always shown. "error" is understood, too.
[[nodiscard]] std::string_view level_name(Level level) noexcept;
[[nodiscard]] std::optional<Level> parse_level(std::string_view name) noexcept;
// Whether standard error is systemd's journal.
[[nodiscard]] bool is_journal() noexcept;
[[nodiscard]] bool is_enabled(Level level) noexcept;
void write(Level level, std::string_view message) noexcept;

template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    if (is_enabled(Level::info))
        write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    if (is_enabled(Level::debug))
        write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace kmsmirror::log
