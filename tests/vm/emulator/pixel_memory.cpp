// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/pixel_memory.h"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>

namespace kmsmirror::emulator {
namespace {

constexpr std::size_t byte_count = PixelMemory::pixel_count * sizeof(std::uint16_t);

std::uint16_t* map_zeroed() {
    void* memory =
        ::mmap(nullptr, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "pixel memory");
    return static_cast<std::uint16_t*>(memory);
}

}  // namespace

PixelMemory::PixelMemory() : pixels_(map_zeroed()) {}

PixelMemory::~PixelMemory() {
    ::munmap(pixels_, byte_count);
}

}  // namespace kmsmirror::emulator
