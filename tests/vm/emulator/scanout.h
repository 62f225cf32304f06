// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/vm/emulator/image.h"

namespace kmsmirror::emulator {

// The first DRM card that is not on USB; throws std::runtime_error when there is none.
[[nodiscard]] std::string find_soc_card();

// What the first active CRTC of `card` scans out from its primary plane at this moment (XRGB8888, RGB565). Needs root,
// not DRM master. Throws std::runtime_error or std::system_error: nothing is active, an unknown format, no access.
[[nodiscard]] Image read_scanout(const std::string& card);

}  // namespace kmsmirror::emulator
