// SPDX-License-Identifier: MIT
// Feeds a fuzz target with random inputs: session_smoke COUNT [SEED]. The same seed gives the same inputs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s COUNT [SEED]\n", argv[0]);
        return 2;
    }
    const long count = std::strtol(argv[1], nullptr, 10);
    const unsigned long seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    for (long i = 0; i < count; ++i) {
        std::vector<std::uint8_t> input(random() % 400);
        for (auto& byte : input)
            byte = static_cast<std::uint8_t>(random());
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%ld inputs from seed %lu\n", count, seed);
    return count > 0 ? 0 : 2;
}
