// SPDX-License-Identifier: MIT
#pragma once

#include <drm_mode.h>

#include <optional>

#include "fakes/fake_model.h"

// What atomic and legacy commits have in common.
namespace kmsmirror::fakes {

// drm_mode_convert_umode(): only the timing counts; nothing for one that is insane.
[[nodiscard]] std::optional<kms::ModeInfo> convert_mode(const drm_mode_modeinfo& info);
// drm_atomic_helper_check_plane_state() for a primary plane without scaling, and the driver's own rules. An errno or 0.
[[nodiscard]] int check_driver(const Card& card, const DisplayState& state);
// drm_atomic_helper_check_modeset(): whether each CRTC has what it needs, and connectors only that can be on it, and on
// one together. An errno or 0.
[[nodiscard]] int check_routes(const Card& card, const ObjectStates& objects);
[[nodiscard]] bool is_modeset(const Card& card, const DisplayState& state);
// drm_atomic_plane_check() refuses such a clip.
[[nodiscard]] bool is_bad_clip(const Rect& clip);

}  // namespace kmsmirror::fakes
