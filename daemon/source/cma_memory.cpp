// SPDX-License-Identifier: MIT
#include "source/cma_memory.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace kmsmirror::source {

std::string cma_memory_text(const std::string& meminfo_path) {
    std::ifstream meminfo(meminfo_path);
    std::optional<double> total;
    std::optional<double> free;
    std::string key;
    double kib = 0;
    std::string rest;
    while (meminfo >> key >> kib && std::getline(meminfo, rest)) {
        if (key == "CmaTotal:")
            total = kib / 1024;
        else if (key == "CmaFree:")
            free = kib / 1024;
    }
    if (!total || !free || *total == 0)
        return "this kernel has no CMA";
    return fmt::format("CMA {:.1f} MiB, free {:.1f} MiB", *total, *free);
}

}  // namespace kmsmirror::source
