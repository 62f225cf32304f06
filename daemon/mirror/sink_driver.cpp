// SPDX-License-Identifier: MIT
#include "mirror/sink_driver.h"

#include <algorithm>
#include <array>

namespace kmsmirror::mirror {

namespace {

// Drivers of small panels on SPI that are on drivers/gpu/drm/drm_mipi_dbi.c, and those that are not.
constexpr std::array<std::string_view, 8> with_mipi_dbi{"panel-mipi-dbi", "hx8357d", "ili9163",  "ili9225",
                                                        "ili9341",        "ili9486", "mi0283qt", "st7735r"};
constexpr std::array<std::string_view, 3> others_on_spi{"repaper", "sharp-memory", "st7586"};

bool is_among(const auto& names, std::string_view driver) noexcept {
    return std::find(names.begin(), names.end(), driver) != names.end();
}

}  // namespace

bool fails_silently(std::string_view driver, KernelVersion kernel) noexcept {
    return driver == "gud" && kernel < KernelVersion{6, 3};
}

bool sends_rgb565(std::string_view driver) noexcept {
    return driver == "udl";
}

bool ignores_pitch_of_rgb565(std::string_view driver) noexcept {
    return is_among(with_mipi_dbi, driver);
}

bool unmaps_when_gone(std::string_view driver) noexcept {
    return is_among(with_mipi_dbi, driver) || is_among(others_on_spi, driver);
}

bool always_maps(std::string_view exporter) noexcept {
    constexpr std::array<std::string_view, 26> with_dma_helpers{
        "pl111",    "stm",       "sun4i-drm",      "meson",        "tidss",       "tilcdc",   "imx-drm",
        "imx-lcdc", "mxsfb-drm", "imx-lcdif",      "imx-dcss",     "rcar-du",     "rzg2l-du", "hdlcd",
        "mali-dp",  "komeda",    "aspeed-gfx-drm", "atmel-hlcdc",  "fsl-dcu-drm", "kirin",    "logicvc-drm",
        "mcde",     "sti",       "sprd",           "zynqmp-dpsub", "vc4"};
    return is_among(with_dma_helpers, exporter);
}

}  // namespace kmsmirror::mirror
