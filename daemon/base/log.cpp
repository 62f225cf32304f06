// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <string>
#include <utility>

namespace kmsmirror::log {
namespace {

std::atomic<Level> threshold{Level::info};

constexpr std::array<std::pair<std::string_view, Level>, 8> level_names{{{"err", Level::error},
                                                                         {"warning", Level::warning},
                                                                         {"info", Level::info},
                                                                         {"debug", Level::debug},
                                                                         {"emerg", Level::error},
                                                                         {"alert", Level::error},
                                                                         {"crit", Level::error},
                                                                         {"notice", Level::warning}}};

}  // namespace

void set_level(Level level) noexcept {
    threshold = level;
}

Level level() noexcept {
    return threshold;
}

std::string_view level_name(Level level) noexcept {
    for (const auto& [name, known] : level_names) {
        if (known == level)
            return name;
    }
    return level_names.front().first;
}

std::optional<Level> parse_level(std::string_view name) noexcept {
    for (const auto& [known, level] : level_names) {
        if (known == name)
            return level;
    }
    return std::nullopt;
}

bool is_journal() noexcept {
    static const bool result = std::getenv("JOURNAL_STREAM") != nullptr;
    return result;
}

bool is_enabled(Level level) noexcept {
    return level <= threshold.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message) noexcept {
    if (!is_enabled(level))
        return;
    std::string line;
    if (is_journal())
        line = fmt::format("<{}>", static_cast<int>(level));
    else if (level <= Level::warning)
        line = level == Level::error ? "error: " : "warning: ";
    line += message;
    line += '\n';
    // One write, so that lines of several threads do not mix; a log that cannot be written loses its line.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace kmsmirror::log
