// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>

namespace kmsmirror::log {
namespace {

std::atomic<Level> threshold{Level::info};

bool under_journal() noexcept {
    static const bool result = std::getenv("JOURNAL_STREAM") != nullptr;
    return result;
}

}  // namespace

void set_level(Level level) noexcept {
    threshold = level;
}

bool is_enabled(Level level) noexcept {
    return level <= threshold.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message) noexcept {
    if (!is_enabled(level))
        return;
    std::string line;
    if (under_journal())
        line = fmt::format("<{}>", static_cast<int>(level));
    else if (level <= Level::warning)
        line = level == Level::error ? "error: " : "warning: ";
    line += message;
    line += '\n';
    // One write, so that lines of several threads do not mix; a log that cannot be written loses its line.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace kmsmirror::log
