// SPDX-License-Identifier: MIT
#include "fakes/personality.h"

#include <xf86drmMode.h>

#include <algorithm>
#include <cerrno>
#include <numeric>

#include "fakes/fake_state.h"
#include "kms/format.h"

namespace kmsmirror::fakes {

using kms::format_rgb565;
using kms::format_xrgb8888;

std::uint32_t FurtherProperty::first_object() const {
    switch (object_type) {
        case DRM_MODE_OBJECT_CONNECTOR:
            return id::connector;
        case DRM_MODE_OBJECT_CRTC:
            return id::crtc;
        default:
            return id::plane;
    }
}

kms::ModeInfo make_mode(Size size, bool preferred) {
    kms::ModeInfo mode;
    mode.hdisplay = static_cast<std::uint16_t>(size.width);
    mode.hsync_start = static_cast<std::uint16_t>(size.width + 24);
    mode.hsync_end = static_cast<std::uint16_t>(size.width + 160);
    mode.htotal = static_cast<std::uint16_t>(size.width + 320);
    mode.vdisplay = static_cast<std::uint16_t>(size.height);
    mode.vsync_start = static_cast<std::uint16_t>(size.height + 3);
    mode.vsync_end = static_cast<std::uint16_t>(size.height + 9);
    mode.vtotal = static_cast<std::uint16_t>(size.height + 38);
    mode.clock = std::uint32_t{mode.htotal} * mode.vtotal * 60 / 1000;
    mode.vrefresh = 60;
    mode.type = DRM_MODE_TYPE_DRIVER | (preferred ? DRM_MODE_TYPE_PREFERRED : 0U);
    const std::string name = std::to_string(size.width) + "x" + std::to_string(size.height);
    std::copy(name.begin(), name.end(), mode.name.begin());
    return mode;
}

std::vector<std::byte> make_edid(const std::string& make, const std::string& model, const std::string& serial) {
    std::vector<unsigned> block(128, 0);
    std::fill(block.begin() + 1, block.begin() + 7, 0xffU);
    unsigned packed = 0;
    for (const char letter : make)
        packed = packed << 5 | static_cast<unsigned>(letter - 'A' + 1);
    block[8] = packed >> 8 & 0xff;
    block[9] = packed & 0xff;
    block[18] = 1;  // EDID 1.4
    block[19] = 4;
    const auto write_text = [&block](std::size_t offset, unsigned tag, std::string text) {
        text = text.substr(0, 13);
        if (text.size() < 13)
            text += '\n';
        text.resize(13, ' ');
        block[offset + 3] = tag;
        std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(offset) + 5);
    };
    write_text(72, 0xfc, model);
    write_text(90, 0xff, serial);
    block[127] = (256 - std::accumulate(block.begin(), block.end() - 1, 0U) % 256) % 256;
    std::vector<std::byte> bytes(block.size());
    std::transform(block.begin(), block.end(), bytes.begin(), [](auto value) { return static_cast<std::byte>(value); });
    return bytes;
}

Personality pl111() {
    Personality card;
    card.driver = "pl111";
    card.connector_name = "VGA-1";
    card.min = {1, 1};
    card.max = preferred_size;
    card.formats = {format_xrgb8888, format_rgb565};
    card.modes = {make_mode(preferred_size, true), make_mode({200, 150}, false), make_mode({160, 120}, false)};
    card.edid = make_edid("QEM", "QEMU Monitor", "1");
    card.has_damage_clips = false;
    card.has_dirty = false;
    card.has_vblank = true;
    card.scans_out = true;
    card.contiguous = true;
    card.exact_pitch = true;
    card.format_change_is_modeset = true;
    return card;
}

Personality udl() {
    Personality card;
    card.driver = "udl";
    card.connector_name = "VGA-1";
    card.min = {160, 120};
    card.max = {512, 512};
    card.formats = {format_rgb565, format_xrgb8888};
    card.modes = {make_mode(preferred_size, true), make_mode({200, 150}, false), make_mode({160, 120}, false)};
    card.edid = make_edid("DLX", "Fake DisplayL", "U100");
    card.sends_rgb565 = true;
    card.framebuffer_width_is_line = true;
    return card;
}

Personality gud() {
    Personality card;
    card.driver = "gud";
    card.connector_name = "USB-1";
    card.min = {160, 120};
    card.max = {480, 270};
    card.formats = {format_xrgb8888, format_rgb565};
    card.modes = {make_mode(preferred_size, true), make_mode({200, 150}, false), make_mode({160, 120}, false)};
    card.edid = make_edid("GUD", "Fake GUD", "G200");
    card.merges_damage = true;
    card.format_change_is_modeset = true;
    return card;
}

Personality virtio_gpu() {
    Personality card;
    card.driver = "virtio_gpu";
    card.connector_name = "Virtual-1";
    card.min = {32, 32};
    card.max = {8192, 8192};
    card.formats = {format_xrgb8888};
    card.modes = {make_mode({320, 200}, true), make_mode(preferred_size, false), make_mode({200, 150}, false)};
    card.edid = make_edid("RHT", "QEMU Monitor", "");
    card.has_cursor_plane = true;
    card.import_error = ENODEV;
    card.has_own_framebuffers = true;
    card.merges_damage = true;
    card.flips_are_full = true;
    return card;
}

Personality gud_of_6_1() {
    Personality card = gud();
    card.maps_after_commit = true;
    return card;
}

Personality gm12u320() {
    Personality card;
    card.driver = "gm12u320";
    card.connector_name = "VGA-1";
    card.min = card.max = {212, 120};
    card.formats = {format_xrgb8888};
    card.modes = {make_mode({212, 120}, true)};
    card.edid = make_edid("ACR", "C120", "");
    card.has_damage_clips = false;
    card.merges_damage = true;
    return card;
}

Personality cirrus() {
    Personality card;
    card.driver = "cirrus";
    card.connector_name = "Virtual-1";
    card.min = {1, 1};
    card.max = {2044, 1024};
    card.formats = {format_rgb565, format_xrgb8888};  // and RGB888, which the daemon has no use for
    card.modes = {make_mode(preferred_size, true), make_mode({320, 256}, false), make_mode({400, 225}, false)};
    card.line_bytes = 4088;
    return card;
}

// drm_mipi_dbi.c: GEM DMA helpers with DRM_GEM_DMA_DRIVER_OPS_VMAP, limits that are the mode, and no EDID. A fourth of
// 320x240.
Personality mipi_dbi() {
    Personality card;
    card.driver = "panel-mipi-dbi";
    card.connector_name = "SPI-1";
    card.min = card.max = {80, 60};
    card.formats = {format_rgb565, format_xrgb8888};
    card.modes = {make_mode({80, 60}, true)};
    // Nothing but pixels goes over its bus.
    kms::ModeInfo& mode = card.modes.front();
    mode.hsync_start = mode.hsync_end = mode.htotal = mode.hdisplay;
    mode.vsync_start = mode.vsync_end = mode.vtotal = mode.vdisplay;
    mode.clock = std::uint32_t{mode.htotal} * mode.vtotal * 60 / 1000;
    card.contiguous = true;
    card.maps_at_import = true;
    card.unmaps_when_gone = true;
    card.merges_damage = true;
    card.sends_rgb565 = true;
    card.ignores_pitch_of_rgb565 = true;
    return card;
}

Personality with_preferred_mode(Personality card, Size size) {
    for (kms::ModeInfo& mode : card.modes)
        mode.type &= ~std::uint32_t{DRM_MODE_TYPE_PREFERRED};
    card.modes.insert(card.modes.begin(), make_mode(size, true));
    card.min = {std::min(card.min.width, size.width), std::min(card.min.height, size.height)};
    card.max = {std::max(card.max.width, size.width), std::max(card.max.height, size.height)};
    return card;
}

Personality with_only_mode(Personality card, Size size) {
    Personality result = with_preferred_mode(std::move(card), size);
    result.modes.resize(1);
    return result;
}

Personality legacy() {
    Personality card = udl();
    card.driver = "legacy";
    card.edid = make_edid("OLD", "Before 2015", "L1");
    card.atomic = false;
    card.has_damage_clips = false;
    card.sends_rgb565 = false;
    card.framebuffer_width_is_line = false;
    return card;
}

namespace {

Personality exporter(const char* driver, int mapping_error) {
    Personality card = pl111();
    card.driver = driver;
    card.exact_pitch = false;
    card.max = {4096, 4096};
    card.mapping_error = mapping_error;
    return card;
}

}  // namespace

Personality exynos() {
    Personality card = exporter("exynos", EOPNOTSUPP);
    card.checks_formats_at_commit = true;
    card.scaling_error = 524;  // ENOTSUPP, which the kernel keeps to itself elsewhere
    return card;
}

Personality rockchip() {
    Personality card = exporter("rockchip", ENOMEM);
    card.pitch_alignment = 64;
    return card;
}

Personality omap() {
    return exporter("omapdrm", EINVAL);
}

Personality bochs() {
    Personality card = exporter("bochs-drm", 0);
    card.attach_error = ENOSYS;
    card.contiguous = false;
    return card;
}

}  // namespace kmsmirror::fakes
