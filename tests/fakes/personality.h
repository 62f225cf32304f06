// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/geometry.h"
#include "kms/drm_values.h"

namespace kmsmirror::fakes {

// Of the preferred mode of most. Modes, and limits that meet them, are a fourth of real ones: tests see every pixel.
inline constexpr Size preferred_size{256, 192};
inline constexpr std::size_t preferred_pixels = std::size_t{preferred_size.width} * preferred_size.height;

// A connector besides the first.
struct FurtherConnector {
    std::string name;
    kms::ConnectorStatus status = kms::ConnectorStatus::connected;
    std::vector<kms::ModeInfo> modes;
    std::uint32_t possible_crtcs = ~std::uint32_t{0};
};

// A property of all objects of a kind, which other masters may leave as it spoils the picture.
struct FurtherProperty {
    std::uint32_t object_type;  // DRM_MODE_OBJECT_CONNECTOR, CRTC or PLANE
    std::string name;
    std::uint64_t normal = 0;
    std::uint64_t left = 1;  // by another master
    std::vector<std::pair<std::string, std::uint64_t>> enum_values{};

    [[nodiscard]] std::uint32_t first_object() const;
};

// How a kernel driver behaves, as far as it differs from others. Tests may change members before add_card().
struct Personality {
    std::string driver;
    std::string connector_name;
    Size min;
    Size max;
    std::vector<std::uint32_t> formats;
    std::vector<kms::ModeInfo> modes;
    std::vector<std::byte> edid;

    // Besides the first connector, CRTC and primary plane; all of them are possible for each other but for these masks.
    std::uint32_t crtcs = 1;
    std::uint32_t possible_crtcs = ~std::uint32_t{0};  // of the first connector
    std::vector<FurtherConnector> more_connectors;
    std::vector<FurtherProperty> further_properties;

    bool atomic = true;
    bool has_damage_clips = true;
    bool has_dirty = true;        // DIRTYFB; else ENOSYS
    bool can_page_flip = true;    // PAGE_FLIP; else EINVAL
    bool merges_damage = false;   // reads the hull of all clips
    bool flips_are_full = false;  // ignores clips when the framebuffer changes
    bool has_vblank = false;      // else events say sequence 0
    bool has_cursor_plane = false;
    std::uint64_t rotations = 0;    // DRM_MODE_ROTATE_* and _REFLECT_* of its plane; 0 = it has no such property
    std::string panel_orientation;  // of its first connector, as the kernel names it; empty = it has no such property
    bool can_scale = false;
    bool scans_out = false;    // shows its memory as it is now; else reads it at each commit
    bool contiguous = false;   // allocates contiguous memory, and imports nothing else
    bool exact_pitch = false;  // pitch must be the mode's width, a multiple of 16 pixels
    bool sends_rgb565 = false;
    bool ignores_pitch_of_rgb565 = false;  // when it sends all of it
    std::uint32_t line_bytes = 0;  // of its own memory: where three bytes for each pixel do not fit, sends RGB565
    // The display's line length is the framebuffer's width: a wider framebuffer comes out garbled.
    bool framebuffer_width_is_line = false;
    bool format_change_is_modeset = false;
    std::uint32_t pitch_alignment = 1;  // bytes, of dumb buffers
    // Makes framebuffers without the GEM helpers: ENOENT for a format it has not, EINVAL for a handle that is not
    // there.
    bool has_own_framebuffers = false;
    bool checks_formats_at_commit = false;  // ADDFB2 takes formats that no plane has
    int scaling_error = ERANGE;
    int turning_error = 0;  // errno of commits that turn the picture, which tests do not tell; 0 = they work
    int import_error = 0;   // errno of importing another card's buffer; 0 = works
    int export_error = 0;   // errno of exporting; 0 = works
    int attach_error = 0;   // errno of other cards' imports of its buffers; 0 = they work
    // errno of mapping its buffers in the kernel, which is what sinks that import one must do; 0 = works
    int mapping_error = 0;
    // What was mapped by its file, or by a dma-buf of it, is mapped no more when it has gone: to touch that is to die.
    bool unmaps_when_gone = false;
    bool maps_at_import = false;     // the source's memory, for as long as it is imported
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
[[nodiscard]] Personality mipi_dbi();  // a small panel on SPI
[[nodiscard]] Personality legacy();    // a driver without atomic mode setting, as nouveau on old hardware
// Exporters whose buffers no sink can show by prime, each for its own reason.
[[nodiscard]] Personality exynos();
[[nodiscard]] Personality rockchip();
[[nodiscard]] Personality omap();
[[nodiscard]] Personality bochs();

// The card with a display that prefers a mode of this size, before those that it has; its limits take it.
[[nodiscard]] Personality with_preferred_mode(Personality card, Size size);
// A card whose display has that mode and no other.
[[nodiscard]] Personality with_only_mode(Personality card, Size size);
// A fourth of 853x481. Where a driver does not align pitches, as udl's do not, lines of RGB565 are no multiple of 4
// bytes long.
inline constexpr Size odd_size{213, 120};

// A sane mode of 60 Hz.
[[nodiscard]] kms::ModeInfo make_mode(Size size, bool preferred);
// A base block that says `make` (three letters), `model` and `serial`.
[[nodiscard]] std::vector<std::byte> make_edid(const std::string& make, const std::string& model,
                                               const std::string& serial);

}  // namespace kmsmirror::fakes
