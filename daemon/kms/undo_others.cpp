// SPDX-License-Identifier: MIT
#include "kms/undo_others.h"

#include <xf86drmMode.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "kms/device.h"

namespace kmsmirror::kms {

namespace {

// A property that changes the picture, and its value after drm_mode_config_reset().
struct Neutral {
    std::string_view name;
    std::uint64_t value = 0;
    std::string_view enum_name = {};  // instead of the value
};

constexpr std::array neutral_of_planes{Neutral{"rotation", DRM_MODE_ROTATE_0}, Neutral{"alpha", 0xffff},
                                       Neutral{"pixel blend mode", 0, "Pre-multiplied"}};
// 0 is no table, no matrix: values pass through.
constexpr std::array neutral_of_crtcs{Neutral{"GAMMA_LUT"}, Neutral{"DEGAMMA_LUT"}, Neutral{"CTM"},
                                      Neutral{"VRR_ENABLED"}};
constexpr std::array neutral_of_connectors{Neutral{"HDR_OUTPUT_METADATA"}, Neutral{"Colorspace", 0, "Default"}};

std::optional<std::uint64_t> neutral_value(const Neutral& neutral, const PropertyInfo& property) {
    if (neutral.enum_name.empty())
        return neutral.value;
    const auto found = std::find_if(property.enum_values.begin(), property.enum_values.end(),
                                    [&](const auto& entry) { return entry.first == neutral.enum_name; });
    return found == property.enum_values.end() ? std::nullopt : std::optional(found->second);
}

void neutralize(Device& device, std::uint32_t object_id, std::uint32_t object_type, std::span<const Neutral> neutrals,
                std::vector<PropertyAssignment>& result) {
    const auto properties = device.api().get_properties(device.fd(), object_id, object_type);
    if (!properties)
        return;
    for (const PropertyInfo& property : *properties)
        for (const Neutral& neutral : neutrals) {
            if (property.name != neutral.name || (property.flags & DRM_MODE_PROP_IMMUTABLE) != 0)
                continue;
            if (const auto value = neutral_value(neutral, property); value && *value != property.value)
                result.push_back({object_id, property.id, *value});
        }
}

}  // namespace

// CRTC_ID and FB_ID are one property each for all objects that have them (struct drm_mode_config).
std::vector<PropertyAssignment> undo_others(Device& device, const Pipeline& pipeline) {
    std::vector<PropertyAssignment> result;
    for (const std::uint32_t id : device.resources().connector_ids)
        if (id != pipeline.connector.id && connector_crtc(device, id) == pipeline.crtc.id)
            result.push_back({id, pipeline.connector.crtc_id, 0});
    if (const auto planes = device.api().get_planes(device.fd()))
        for (const std::uint32_t id : *planes) {
            const auto plane = device.api().get_plane(device.fd(), id);
            if (id == pipeline.plane.id || !plane || plane->crtc_id != pipeline.crtc.id)
                continue;
            result.push_back({id, pipeline.plane.fb_id, 0});
            result.push_back({id, pipeline.plane.crtc_id, 0});
        }
    neutralize(device, pipeline.plane.id, DRM_MODE_OBJECT_PLANE, neutral_of_planes, result);
    neutralize(device, pipeline.crtc.id, DRM_MODE_OBJECT_CRTC, neutral_of_crtcs, result);
    neutralize(device, pipeline.connector.id, DRM_MODE_OBJECT_CONNECTOR, neutral_of_connectors, result);
    return result;
}

}  // namespace kmsmirror::kms
