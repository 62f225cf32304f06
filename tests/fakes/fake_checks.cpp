// SPDX-License-Identifier: MIT
#include "fakes/fake_checks.h"

#include <limits>
#include <tuple>

#include "kms/format.h"

namespace kmsmirror::fakes {

namespace {

// drm_mode_validate_basic()
bool is_sane(const drm_mode_modeinfo& mode) {
    return mode.clock != 0 && mode.clock <= std::numeric_limits<std::int32_t>::max() && mode.hdisplay != 0 &&
           mode.hsync_start >= mode.hdisplay && mode.hsync_end >= mode.hsync_start && mode.htotal >= mode.hsync_end &&
           mode.vdisplay != 0 && mode.vsync_start >= mode.vdisplay && mode.vsync_end >= mode.vsync_start &&
           mode.vtotal >= mode.vsync_end;
}

// pl111_display_check()
int check_exact_pitch(const DisplayState& state) {
    const kms::FramebufferInfo& info = state.framebuffer->info;
    const std::uint32_t line = state.mode->hdisplay * kms::bytes_per_pixel(info.format);
    return state.mode->hdisplay % 16 != 0 || info.offset % 4 != 0 || info.pitch != line ? EINVAL : 0;
}

}  // namespace

std::optional<kms::ModeInfo> convert_mode(const drm_mode_modeinfo& info) {
    if (!is_sane(info))
        return std::nullopt;
    kms::ModeInfo mode;
    mode.clock = info.clock;
    std::tie(mode.hdisplay, mode.hsync_start, mode.hsync_end, mode.htotal, mode.hskew) =
        std::tie(info.hdisplay, info.hsync_start, info.hsync_end, info.htotal, info.hskew);
    std::tie(mode.vdisplay, mode.vsync_start, mode.vsync_end, mode.vtotal, mode.vscan) =
        std::tie(info.vdisplay, info.vsync_start, info.vsync_end, info.vtotal, info.vscan);
    mode.flags = info.flags;
    return mode;
}

int check_driver(const Card& card, const DisplayState& state) {
    if (!state.mode)
        return state.framebuffer ? EINVAL : 0;
    if (!state.framebuffer)
        return EINVAL;
    const bool is_sideways = (state.rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270)) != 0;
    const std::uint64_t width = is_sideways ? state.src_h : state.src_w;
    const std::uint64_t height = is_sideways ? state.src_w : state.src_h;
    if (!card.personality.can_scale && (width != state.crtc_w << 16 || height != state.crtc_h << 16))
        return card.personality.scaling_error;
    const Size size = state.mode->size();
    if (card.personality.can_scale)
        return state.crtc_x + state.crtc_w > size.width || state.crtc_y + state.crtc_h > size.height ? EINVAL : 0;
    if (state.crtc_x != 0 || state.crtc_y != 0 || state.crtc_w != size.width || state.crtc_h != size.height)
        return EINVAL;
    return card.personality.exact_pitch ? check_exact_pitch(state) : 0;
}

int check_routes(const Card& card, const ObjectStates& objects) {
    for (std::uint32_t connector = 0; connector < card.connector_count(); ++connector) {
        const std::uint32_t crtc = objects.connector_crtcs.at(connector);
        if (crtc != 0 && (card.possible_crtcs(connector) >> (crtc - id::crtc) & 1) == 0)
            return EINVAL;
    }
    for (std::uint32_t number = 0; number < card.personality.crtcs; ++number) {
        const CrtcState& now = objects.crtcs.at(number);
        const CrtcState& old = card.objects.crtcs.at(number);
        const auto connectors = objects.count_connectors(id::crtc + number);
        if (now.mode.has_value() != (connectors != 0))
            return EINVAL;
        // drm_atomic_check_valid_clones(), where the mode is set
        if (connectors > 1 && (now.mode != old.mode || now.active != old.active ||
                               objects.connector_crtcs != card.objects.connector_crtcs))
            return EINVAL;
    }
    return 0;
}

bool is_modeset(const Card& card, const DisplayState& state) {
    const DisplayState& old = card.state;
    const bool format_changes =
        state.framebuffer && old.framebuffer && state.framebuffer->info.format != old.framebuffer->info.format;
    return state.mode != old.mode || state.active != old.active || state.crtc_id != old.crtc_id ||
           state.connector_crtc != old.connector_crtc || state.rotation != old.rotation ||
           (format_changes && card.personality.format_change_is_modeset);
}

bool is_bad_clip(const Rect& clip) {
    return clip.empty() || clip.x1 < 0 || clip.y1 < 0;
}

}  // namespace kmsmirror::fakes
