// SPDX-License-Identifier: MIT
#include "base/write_all.h"

#include <unistd.h>

#include <cerrno>

#include "base/result.h"

namespace kmsmirror {

std::error_code write_all(int fd, std::span<const std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return errno_error();
        bytes = bytes.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace kmsmirror
