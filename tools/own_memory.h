// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace kmsmirror::tools {

// A dma-buf of this program, mapped. Move-only.
class OwnMemory {
public:
    // `kind` is "udmabuf", "heap:NAME", or "heap" for the CMA heap by any of its names. What fails throws
    // std::runtime_error with a sentence for the user.
    OwnMemory(const std::string& kind, std::size_t bytes);
    // Takes `fd` over, also when it cannot be mapped.
    OwnMemory(int fd, std::size_t bytes);
    OwnMemory(OwnMemory&& other) noexcept;
    OwnMemory& operator=(OwnMemory&&) = delete;
    ~OwnMemory();

    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] void* pixels() const noexcept { return mapping_; }

private:
    int fd_;
    void* mapping_;
    std::size_t bytes_;
};

// Of a buffer for this source in memory of our own. Every display takes rows of whole cache lines.
[[nodiscard]] std::uint32_t own_pitch(const kmsmirror_info& info) noexcept;
[[nodiscard]] std::size_t own_bytes(const kmsmirror_info& info) noexcept;

}  // namespace kmsmirror::tools
