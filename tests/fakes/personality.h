// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "kms/drm_values.h"

namespace kmsmirror::fakes {

// Of the preferred mode of most. Modes, and limits that meet them, are a fourth of real ones: tests see every pixel.
inline constexpr Size preferred_size{256, 192};
inline constexpr std::size_t preferred_pixels = std::size_t{preferred_size.width} * preferred_size.height;

// How a kernel driver behaves, as far as it differs from others. Tests may change members before add_card().
struct Personality {
    std::string driver;
    std::string connector_name;
    Size min;
    Size max;
    std::vector<std::uint32_t> formats;
    std::vector<kms::ModeInfo> modes;
    std::vector<std::byte> edid;

    bool atomic = true;
    bool has_damage_clips = true;
    bool has_dirty = true;        // DIRTYFB; else ENOSYS
    bool can_page_flip = true;    // PAGE_FLIP; else EINVAL
    bool merges_damage = false;   // reads the hull of all clips
    bool flips_are_full = false;  // ignores clips when the framebuffer changes
    bool has_vblank = false;      // else events say sequence 0
    bool has_cursor_plane = false;
    bool scans_out = false;    // shows its memory as it is now; else reads it at each commit
    bool contiguous = false;   // allocates contiguous memory, and imports nothing else
    bool exact_pitch = false;  // pitch must be the mode's width, a multiple of 16 pixels
    bool sends_rgb565 = false;
    std::uint32_t line_bytes = 0;  // of its own memory: where three bytes for each pixel do not fit, sends RGB565
    // The display's line length is the framebuffer's width: a wider framebuffer comes out garbled.
    bool framebuffer_width_is_line = false;
    bool format_change_is_modeset = false;
    std::uint32_t pitch_alignment = 1;  // bytes, of dumb buffers
    // Makes framebuffers without the GEM helpers: ENOENT for a format it has not, EINVAL for a handle that is not
    // there.
    bool has_own_framebuffers = false;
    int import_error = 0;  // errno of importing another card's buffer; 0 = works
    int export_error = 0;  // errno of exporting; 0 = works
    int attach_error = 0;  // errno of other cards' imports of its buffers; 0 = they work
    // errno of mapping its buffers in the kernel, which is what sinks that import one must do; 0 = works
    int mapping_error = 0;
    bool maps_after_commit = false;  // and tells nobody when that fails: the picture stays as it was
};

[[nodiscard]] Personality pl111();
[[nodiscard]] Personality udl();
[[nodiscard]] Personality gud();
[[nodiscard]] Personality virtio_gpu();
// Sinks.
[[nodiscard]] Personality gud_of_6_1();
[[nodiscard]] Personality gm12u320();
[[nodiscard]] Personality cirrus();
[[nodiscard]] Personality legacy();  // a driver without atomic mode setting, as nouveau on old hardware
// Exporters whose buffers no sink can show by prime, each for its own reason.
[[nodiscard]] Personality exynos();
[[nodiscard]] Personality rockchip();
[[nodiscard]] Personality omap();
[[nodiscard]] Personality bochs();

// A sane mode of 60 Hz.
[[nodiscard]] kms::ModeInfo make_mode(Size size, bool preferred);
// A base block that says `make` (three letters), `model` and `serial`.
[[nodiscard]] std::vector<std::byte> make_edid(const std::string& make, const std::string& model,
                                               const std::string& serial);

}  // namespace kmsmirror::fakes
