// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/vm/emulator/image.h"

namespace kmsmirror::emulator {

// Throws std::runtime_error with libpng's reason.
void write_png_file(const std::string& path, const Image& image);

}  // namespace kmsmirror::emulator
