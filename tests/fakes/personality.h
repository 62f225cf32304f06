// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "kms/drm_values.h"

namespace kmsmirror::fakes {

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
    bool has_vblank = false;  // else events say sequence 0
    bool has_cursor_plane = false;
    bool scans_out = false;    // shows its memory as it is now; else reads it at each commit
    bool contiguous = false;   // allocates contiguous memory, and imports nothing else
    bool exact_pitch = false;  // pitch must be the mode's width, a multiple of 16 pixels
    bool sends_rgb565 = false;
    // The display's line length is the framebuffer's width: a wider framebuffer comes out garbled.
    bool framebuffer_width_is_line = false;
    bool format_change_is_modeset = false;
    std::uint32_t pitch_alignment = 1;  // bytes, of dumb buffers
    // Makes framebuffers without the GEM helpers: ENOENT for a format it has not, EINVAL for a handle that is not
    // there.
    bool has_own_framebuffers = false;
    int import_error = 0;  // errno of importing another card's buffer; 0 = works
    int export_error = 0;  // errno of exporting; 0 = works
};

[[nodiscard]] Personality pl111();
[[nodiscard]] Personality udl();
[[nodiscard]] Personality gud();
[[nodiscard]] Personality virtio_gpu();

// A sane mode of 60 Hz.
[[nodiscard]] kms::ModeInfo make_mode(Size size, bool preferred);
// A base block that says `make` (three letters), `model` and `serial`.
[[nodiscard]] std::vector<std::byte> make_edid(const std::string& make, const std::string& model,
                                               const std::string& serial);

}  // namespace kmsmirror::fakes
