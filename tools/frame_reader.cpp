// SPDX-License-Identifier: MIT
#include "tools/frame_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace kmsmirror::tools {

bool FrameReader::read_next() {
    frame_.swap(before_);
    std::size_t filled = 0;
    while (filled < frame_.size()) {
        const ssize_t bytes = ::read(fd_, frame_.data() + filled, frame_.size() - filled);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes < 0)
            throw std::runtime_error(fmt::format("cannot read the input: {}", std::strerror(errno)));
        if (bytes == 0 && filled == 0)
            return false;
        if (bytes == 0)
            throw std::runtime_error(fmt::format("the input ended in the middle of frame {}: {} of {} bytes",
                                                 count_ + 1, filled, frame_.size()));
        filled += static_cast<std::size_t>(bytes);
    }
    ++count_;
    return true;
}

}  // namespace kmsmirror::tools
