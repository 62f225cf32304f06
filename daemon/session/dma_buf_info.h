// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"

namespace kmsmirror::session {

// What the kernel says about the memory behind a file descriptor.
struct DmaBufInfo {
    std::uint64_t bytes = 0;
    std::uint64_t identity = 0;  // the same for every file descriptor of one dma-buf
    std::string exporter;        // "udmabuf", "vgem", the name of a heap ...
};

// For a file descriptor of which nothing is known yet, because a client sent it; an error is a text for that client.
// Never blocks and runs no code that the client chose: whether it is a dma-buf is read from /proc/self/fdinfo, which
// the kernel writes without asking the file system or the device. An ioctl would reach any driver, and that of a
// dma-buf waits for fences; fstat and lseek wait for the process behind a FUSE file.
[[nodiscard]] tl::expected<DmaBufInfo, std::string> inspect_dma_buf(int fd);

// The exporter in the text of an fdinfo; nothing if it is not that of a dma-buf.
[[nodiscard]] std::optional<std::string> find_exporter(std::string_view fdinfo);

}  // namespace kmsmirror::session
