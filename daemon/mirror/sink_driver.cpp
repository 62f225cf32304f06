// SPDX-License-Identifier: MIT
#include "mirror/sink_driver.h"

#include <algorithm>
#include <array>

namespace kmsmirror::mirror {

bool fails_silently(std::string_view driver, KernelVersion kernel) noexcept {
    return driver == "gud" && kernel < KernelVersion{6, 3};
}

bool sends_rgb565(std::string_view driver) noexcept {
    return driver == "udl";
}

bool always_maps(std::string_view exporter) noexcept {
    constexpr std::array<std::string_view, 26> with_dma_helpers{
        "pl111",    "stm",       "sun4i-drm",      "meson",        "tidss",       "tilcdc",   "imx-drm",
        "imx-lcdc", "mxsfb-drm", "imx-lcdif",      "imx-dcss",     "rcar-du",     "rzg2l-du", "hdlcd",
        "mali-dp",  "komeda",    "aspeed-gfx-drm", "atmel-hlcdc",  "fsl-dcu-drm", "kirin",    "logicvc-drm",
        "mcde",     "sti",       "sprd",           "zynqmp-dpsub", "vc4"};
    return std::find(with_dma_helpers.begin(), with_dma_helpers.end(), exporter) != with_dma_helpers.end();
}

}  // namespace kmsmirror::mirror
