// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/placement.h"
#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;

// What a picture goes through: a primary plane, a CRTC and a connector, with the ids of their properties, looked up
// once. In each part `id` is the object's, and all other numbers are ids of the properties of that name; 0 where the
// driver has no such property, or does not show it to a program that has not asked for atomic mode setting.
struct Pipeline {
    struct Connector {
        std::uint32_t id = 0;
        std::uint32_t crtc_id = 0;
        PanelOrientation orientation = PanelOrientation::normal;  // not a property; normal where the driver says none
        bool operator==(const Connector&) const = default;
    };
    struct Crtc {
        std::uint32_t id = 0;
        std::uint32_t index = 0;  // in CardResources::crtc_ids; not a property
        std::uint32_t active = 0;
        std::uint32_t mode_id = 0;
        bool operator==(const Crtc&) const = default;
    };
    struct Plane {
        std::uint32_t id = 0;
        std::uint32_t fb_id = 0;
        std::uint32_t crtc_id = 0;
        std::uint32_t crtc_x = 0, crtc_y = 0, crtc_w = 0, crtc_h = 0;
        std::uint32_t src_x = 0, src_y = 0, src_w = 0, src_h = 0;
        std::optional<std::uint32_t> fb_damage_clips;  // not every driver has it
        std::optional<std::uint32_t> rotation;         // nor this
        std::uint64_t rotations = 0;                   // DRM_MODE_ROTATE_* and _REFLECT_* that it takes; not a property
        std::vector<std::uint32_t> formats;            // DRM_FORMAT_*; not a property
        bool operator==(const Plane&) const = default;
        [[nodiscard]] bool supports(std::uint32_t format) const noexcept;
    };

    Connector connector;
    Crtc crtc;
    Plane plane;
    bool is_atomic = false;  // all properties are there that an AtomicRequest needs
    bool operator==(const Pipeline&) const = default;
};

// The CRTC that the connector is on now, unless it shares that with others; else one that is free; else one that is in
// use, of which a mode set takes the other connectors away. ENOENT: none can serve the connector.
[[nodiscard]] Result<Pipeline> find_pipeline(Device& device, const ConnectorInfo& connector);

// The CRTC that a connector is on now; 0 = none, or the kernel does not say.
[[nodiscard]] std::uint32_t connector_crtc(Device& device, std::uint32_t connector_id);

}  // namespace kmsmirror::kms
