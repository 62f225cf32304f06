// SPDX-License-Identifier: MIT
#include "tools/input.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace kmsmirror::tools {

std::span<const std::byte> Input::peek(std::size_t most) {
    const std::size_t known = ahead_.size();
    if (known < most) {
        ahead_.resize(most);
        ahead_.resize(known + fill(std::span(ahead_).subspan(known)));
    }
    return std::span(ahead_).first(std::min(most, ahead_.size()));
}

std::size_t Input::read(std::span<std::byte> to) {
    const std::size_t known = std::min(ahead_.size(), to.size());
    std::copy_n(ahead_.begin(), known, to.begin());
    ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(known));
    return known + fill(to.subspan(known));
}

std::size_t Input::fill(std::span<std::byte> to) const {
    std::size_t filled = 0;
    while (filled < to.size()) {
        const ssize_t bytes = ::read(fd_, to.data() + filled, to.size() - filled);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes < 0)
            throw std::runtime_error(fmt::format("cannot read the input: {}", std::strerror(errno)));
        if (bytes == 0)
            break;
        filled += static_cast<std::size_t>(bytes);
    }
    return filled;
}

}  // namespace kmsmirror::tools
