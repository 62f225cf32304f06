// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/geometry.h"
#include "base/unique_fd.h"

// What DrmApi takes and returns: plain values, copies of what the kernel says.
namespace kmsmirror::kms {

struct OpenedCard {
    UniqueFd fd;
    bool is_taken_over = false;  // from a process before this one, as that has left it
};

struct CardResources {
    std::vector<std::uint32_t> crtc_ids;
    std::vector<std::uint32_t> connector_ids;
    std::vector<std::uint32_t> framebuffer_ids;  // made through this fd, not others'
    Size min;
    Size max;
};

// struct drm_mode_modeinfo (include/uapi/drm/drm_mode.h), field by field; clock in kHz, vrefresh in Hz.
struct ModeInfo {
    std::uint32_t clock = 0;
    std::uint16_t hdisplay = 0, hsync_start = 0, hsync_end = 0, htotal = 0, hskew = 0;
    std::uint16_t vdisplay = 0, vsync_start = 0, vsync_end = 0, vtotal = 0, vscan = 0;
    std::uint32_t vrefresh = 0;
    std::uint32_t flags = 0;
    std::uint32_t type = 0;  // DRM_MODE_TYPE_PREFERRED and so on
    std::array<char, 32> name{};

    bool operator==(const ModeInfo&) const = default;
    [[nodiscard]] Size size() const noexcept { return {hdisplay, vdisplay}; }
    // Refresh rate in mHz, from clock and totals as the kernel computes it.
    [[nodiscard]] std::uint32_t refresh_mhz() const noexcept {
        const std::uint64_t total = std::uint64_t{htotal} * vtotal;
        return total == 0 ? 0 : static_cast<std::uint32_t>((std::uint64_t{clock} * 1'000'000 + total / 2) / total);
    }
};

// `unknown`: the hardware cannot tell, as with VGA without DDC, composite video, and USB gadgets that do not say. There
// may be a display.
enum class ConnectorStatus { connected, disconnected, unknown };

struct ConnectorInfo {
    std::uint32_t id = 0;
    std::string name;  // as in sysfs, for example "VGA-1"
    ConnectorStatus status = ConnectorStatus::disconnected;
    std::uint32_t encoder_id = 0;  // 0 = none now
    std::vector<std::uint32_t> encoder_ids;
    std::vector<ModeInfo> modes;  // as the kernel sorts them: preferred first
};

struct EncoderInfo {
    std::uint32_t id = 0;
    std::uint32_t crtc_id = 0;
    std::uint32_t possible_crtcs = 0;  // bit n: CardResources::crtc_ids[n]
};

struct PlaneInfo {
    std::uint32_t id = 0;
    std::uint32_t crtc_id = 0;
    std::uint32_t framebuffer_id = 0;
    std::uint32_t possible_crtcs = 0;
    std::vector<std::uint32_t> formats;  // DRM_FORMAT_*
};

struct PropertyInfo {
    std::uint32_t id = 0;
    std::string name;
    std::uint32_t flags = 0;  // DRM_MODE_PROP_*
    std::uint64_t value = 0;
    std::vector<std::pair<std::string, std::uint64_t>> enum_values;
};

struct PropertyAssignment {
    std::uint32_t object_id = 0;
    std::uint32_t property_id = 0;
    std::uint64_t value = 0;
};

// For SETCRTC: one connector, the framebuffer's corner at the display's. Without a mode the CRTC is turned off.
struct CrtcConfig {
    std::uint32_t crtc_id = 0;
    std::uint32_t connector_id = 0;
    std::uint32_t framebuffer_id = 0;
    std::optional<ModeInfo> mode;
};

struct DumbInfo {
    std::uint32_t handle = 0;
    std::uint32_t pitch = 0;  // bytes
    std::uint64_t size = 0;   // bytes
};

// A single-plane framebuffer for ADDFB2.
struct FramebufferInfo {
    Size size;
    std::uint32_t format = 0;  // DRM_FORMAT_*
    std::uint32_t handle = 0;
    std::uint32_t pitch = 0;   // bytes
    std::uint32_t offset = 0;  // bytes
};

struct GbmBufferInfo {
    std::uint64_t token = 0;
    std::uint32_t handle = 0;    // GEM handle on the card's fd; belongs to `token`, never closed by the caller
    std::uint32_t pitch = 0;     // bytes
    std::uint32_t offset = 0;    // bytes
    std::uint64_t size = 0;      // bytes
    std::uint64_t modifier = 0;  // DRM_FORMAT_MOD_*
    UniqueFd dma_buf;
};

// DRM_EVENT_FLIP_COMPLETE. Sinks without vblank say sequence 0.
struct FlipEvent {
    std::uint64_t user_data = 0;
    std::uint32_t crtc_id = 0;
    std::uint32_t sequence = 0;
    std::uint64_t time_us = 0;  // CLOCK_MONOTONIC
};

}  // namespace kmsmirror::kms
