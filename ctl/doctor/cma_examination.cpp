// SPDX-License-Identifier: MIT
#include "ctl/doctor/cma_examination.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string_view>

#include "ctl/doctor/source_card.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr std::uint64_t buffer_count = 3;  // as the daemon allocates by default
constexpr std::uint64_t pixel_bytes = 4;
constexpr const char* more_memory = "Add cma=64M to the kernel's command line; it needs CONFIG_DMA_CMA";

// KiB, as /proc/meminfo says it.
std::optional<std::uint64_t> memory(const System& system, std::string_view label) {
    for (const std::string& line : system.lines("/proc/meminfo")) {
        std::istringstream words(line);
        std::string key;
        std::uint64_t kib = 0;
        if (words >> key >> kib && key == label)
            return kib;
    }
    return std::nullopt;
}

// KiB of the daemon's buffers for the largest mode that comes first at a connector; 0 = not known.
std::uint64_t needed_kib(const Card& card) {
    std::uint64_t pixels = 0;
    for (const Connector& connector : card.connectors) {
        std::istringstream mode(connector.modes.empty() ? "" : connector.modes.front());
        std::uint64_t width = 0;
        std::uint64_t height = 0;
        char cross = 0;
        if (connector.has_display() && mode >> width >> cross >> height)
            pixels = std::max(pixels, width * height);
    }
    return pixels * pixel_bytes * buffer_count / 1024;
}

std::string mib(std::uint64_t kib) {
    return fmt::format("{:.1f} MiB", static_cast<double>(kib) / 1024);
}

}  // namespace

std::vector<Finding> CmaExamination::examine(const Facts& facts) {
    const Card* const card = source_card(facts);
    if (card == nullptr)
        return {};
    const std::uint64_t total = memory(facts.system, "CmaTotal:").value_or(0);
    const std::uint64_t free = memory(facts.system, "CmaFree:").value_or(0);
    const std::string text = fmt::format("{} of contiguous memory (CMA), {} free", mib(total), mib(free));
    if (card->bus == "pci" || card->bus == "virtio")
        return {note(fmt::format("The card {} does not need contiguous memory", card->words()))};
    if (total == 0)
        return {problem("There is no contiguous memory (CMA) for the buffers of the board's display", more_memory)};
    const std::uint64_t needed = needed_kib(*card);
    const bool has_buffers = facts.daemon && !facts.daemon->sources.empty();
    if (!has_buffers && free < needed)
        return {problem(fmt::format("{}; {} buffers of the board's display take {}", text, buffer_count, mib(needed)),
                        more_memory)};
    return {ok(fmt::format("There is {}", text))};
}

}  // namespace kmsmirror::ctl::doctor
