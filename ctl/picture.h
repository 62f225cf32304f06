// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <vector>

#include "base/unique_fd.h"
#include "ctl/json.h"

namespace kmsmirror::ctl {

// 3 bytes for each pixel: red, green, blue. No gaps between rows.
struct Picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t> pixels;
};

// Of the memory and `info` that Capture() gives. Throws Failure when they do not fit each other, or the format is not
// known.
[[nodiscard]] Picture read_picture(const UniqueFd& memory, const Json& info);

// Throws Failure.
void write_png(const Picture& picture, std::FILE& file);

}  // namespace kmsmirror::ctl
