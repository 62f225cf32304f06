// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace kmsmirror {

// Whether display cards whose device is on that bus, as its subsystem is called, are controllers of small panels
// (drivers/gpu/drm/tiny, drivers/gpu/drm/solomon): made to be written to now and then, and never what a board's picture
// is on.
[[nodiscard]] constexpr bool is_bus_of_small_panels(std::string_view subsystem) noexcept {
    return subsystem == "spi" || subsystem == "i2c";
}

}  // namespace kmsmirror
