// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace kmsmirror::emulator {

// The same bytes in every run.
class RandomSource {
public:
    explicit RandomSource(std::uint32_t seed) : engine_(seed) {}

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }
    std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }
    std::vector<std::uint8_t> bytes(std::size_t count) {
        std::vector<std::uint8_t> result(count);
        for (std::uint8_t& each : result)
            each = byte();
        return result;
    }

private:
    std::mt19937 engine_;
};

}  // namespace kmsmirror::emulator
