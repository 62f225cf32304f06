// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <utility>

namespace kmsmirror::log {
namespace {

std::atomic<Level> threshold{Level::info};

constexpr std::array<std::pair<std::string_view, Level>, 9> level_names{{{"err", Level::error},
                                                                         {"warning", Level::warning},
                                                                         {"info", Level::info},
                                                                         {"debug", Level::debug},
                                                                         {"error", Level::error},
                                                                         {"emerg", Level::error},
                                                                         {"alert", Level::error},
                                                                         {"crit", Level::error},
                                                                         {"notice", Level::warning}}};

// writev reads only, but iovec serves both directions
iovec part(std::string_view text) noexcept {
    return {const_cast<char*>(text.data()), text.size()};
}

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
    std::array<char, 4> number{'<', static_cast<char>('0' + static_cast<int>(level)), '>'};
    const std::string_view beginning = is_journal()              ? number.data()
                                       : level == Level::error   ? "error: "
                                       : level == Level::warning ? "warning: "
                                                                 : "";
    // Takes no memory: it may be the want of it that is to be said. One call, so that lines of several threads do not
    // mix; a log that cannot be written loses its line.
    const std::array<iovec, 3> parts{part(beginning), part(message), part("\n")};
    [[maybe_unused]] const auto written = ::writev(STDERR_FILENO, parts.data(), parts.size());
}

}  // namespace kmsmirror::log
