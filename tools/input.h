// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kmsmirror::tools {

// Reads a file descriptor, which it borrows. Throws std::runtime_error when that fails.
class Input {
public:
    explicit Input(int fd) : fd_(fd) {}

    // The first `most` bytes of what is to be read, fewer only where it ends. Reading them is still to come. Valid
    // until the next call.
    std::span<const std::byte> peek(std::size_t most);

    // Fills `to`; returns how much of it, which is less only at the end.
    std::size_t read(std::span<std::byte> to);

private:
    std::size_t fill(std::span<std::byte> to) const;

    int fd_;
    std::vector<std::byte> ahead_;  // peeked at
};

}  // namespace kmsmirror::tools
