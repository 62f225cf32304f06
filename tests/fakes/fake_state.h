// SPDX-License-Identifier: MIT
#pragma once

#include <drm_mode.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "kms/drm_values.h"

// What commits change: the objects of a card and their properties.
namespace kmsmirror::fakes {

struct Framebuffer;

// The ids of objects and properties are the same on every card.
namespace id {
// As many of a kind as there can be; those after the first follow it. A CRTC has the primary plane of its number.
inline constexpr std::uint32_t most = 4;
enum Object : std::uint32_t {
    connector = 31,
    encoder = connector + most,
    crtc = encoder + most,
    plane = crtc + most,
    cursor_plane = plane + most,
    edid_blob,
    first_free = 64
};
enum Property : std::uint32_t {
    type = 8,
    edid,
    crtc_id,
    active,
    mode_id,
    fb_id,
    crtc_x,
    crtc_y,
    crtc_w,
    crtc_h,
    src_x,
    src_y,
    src_w,
    src_h,
    fb_damage_clips,
    rotation,
    panel_orientation,
    first_further  // Personality::further_properties
};
}  // namespace id

struct CrtcState {
    bool active = false;
    std::optional<kms::ModeInfo> mode;
    std::uint32_t mode_blob_id = 0;
};

struct PlaneState {
    std::uint32_t framebuffer_id = 0;
    std::shared_ptr<const Framebuffer> framebuffer;
    std::uint32_t plane_crtc = 0;
    std::uint64_t crtc_x = 0, crtc_y = 0, crtc_w = 0, crtc_h = 0;
    std::uint64_t src_x = 0, src_y = 0, src_w = 0, src_h = 0;  // 16.16
    std::uint64_t rotation = DRM_MODE_ROTATE_0;
};

// One way through the card.
struct DisplayState : CrtcState, PlaneState {
    std::uint32_t crtc_id = id::crtc;
    std::uint32_t connector_crtc = 0;
};

// All objects, by their number of a kind.
struct ObjectStates {
    std::array<std::uint32_t, id::most> connector_crtcs{};
    std::array<CrtcState, id::most> crtcs;
    std::array<PlaneState, id::most> planes;
    std::uint32_t cursor_crtc = 0;
    std::uint32_t cursor_framebuffer_id = 0;
    // By object and property, where they are not as the driver would have them.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> further;

    // The way of the first plane with a framebuffer, else of the first CRTC that is in use.
    [[nodiscard]] DisplayState shown() const;
    // Connectors that the CRTC drives.
    [[nodiscard]] std::ptrdiff_t count_connectors(std::uint32_t crtc_id) const;
    // Whether what lies on the way makes the picture another one than that of the framebuffer.
    [[nodiscard]] bool distorts(const DisplayState& state) const;
    // Whatever shows it, with its CRTC and connectors. Says whether there was something.
    bool turn_off(const Framebuffer& framebuffer);
    void turn_off_crtc(std::uint32_t crtc_id);
};

}  // namespace kmsmirror::fakes
