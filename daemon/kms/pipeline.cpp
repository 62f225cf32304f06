// SPDX-License-Identifier: MIT
#include "kms/pipeline.h"

#include <xf86drmMode.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "kms/device.h"

namespace kmsmirror::kms {

namespace {

// The properties of one object by name; remembers whether one that atomic mode setting requires was missing.
class PropertyTable {
public:
    PropertyTable(Device& device, std::uint32_t object_id, std::uint32_t object_type) {
        if (auto properties = device.api().get_properties(device.fd(), object_id, object_type))
            properties_ = std::move(*properties);
        else
            error_ = properties.error();
    }

    [[nodiscard]] const PropertyInfo* find(std::string_view name) const {
        const auto found = std::find_if(properties_.begin(), properties_.end(),
                                        [name](const PropertyInfo& property) { return property.name == name; });
        return found == properties_.end() ? nullptr : &*found;
    }
    std::uint32_t require(std::string_view name) {
        if (const PropertyInfo* const property = find(name))
            return property->id;
        is_complete_ = false;
        return 0;
    }
    [[nodiscard]] std::error_code error() const { return error_; }
    [[nodiscard]] bool is_complete() const { return is_complete_; }

private:
    std::vector<PropertyInfo> properties_;
    std::error_code error_;
    bool is_complete_ = true;
};

struct Candidates {
    std::uint32_t routed_crtc_id = 0;
    std::uint32_t possible_crtcs = 0;  // bit n: CardResources::crtc_ids[n]
};

Result<Candidates> find_candidates(Device& device, const ConnectorInfo& connector) {
    Candidates candidates;
    for (const std::uint32_t encoder_id : connector.encoder_ids) {
        const auto encoder = device.api().get_encoder(device.fd(), encoder_id);
        if (!encoder)
            return tl::unexpected(encoder.error());
        candidates.possible_crtcs |= encoder->possible_crtcs;
        if (encoder->id == connector.encoder_id)
            candidates.routed_crtc_id = encoder->crtc_id;
    }
    return candidates;
}

// The best first.
enum class CrtcRank { own, unused, own_shared, in_use };

CrtcRank rank_crtc(bool is_own, bool is_used_by_others) {
    if (!is_used_by_others)
        return is_own ? CrtcRank::own : CrtcRank::unused;
    return is_own ? CrtcRank::own_shared : CrtcRank::in_use;
}

std::vector<std::uint32_t> find_used_by_others(Device& device, std::uint32_t connector_id) {
    std::vector<std::uint32_t> crtcs;
    for (const std::uint32_t id : device.resources().connector_ids)
        if (id != connector_id)
            crtcs.push_back(connector_crtc(device, id));
    return crtcs;
}

Pipeline::Plane describe_plane(const PlaneInfo& info, PropertyTable& properties) {
    Pipeline::Plane plane;
    plane.id = info.id;
    plane.formats = info.formats;
    plane.fb_id = properties.require("FB_ID");
    plane.crtc_id = properties.require("CRTC_ID");
    plane.crtc_x = properties.require("CRTC_X");
    plane.crtc_y = properties.require("CRTC_Y");
    plane.crtc_w = properties.require("CRTC_W");
    plane.crtc_h = properties.require("CRTC_H");
    plane.src_x = properties.require("SRC_X");
    plane.src_y = properties.require("SRC_Y");
    plane.src_w = properties.require("SRC_W");
    plane.src_h = properties.require("SRC_H");
    if (const PropertyInfo* const clips = properties.find("FB_DAMAGE_CLIPS"))
        plane.fb_damage_clips = clips->id;
    if (const PropertyInfo* const rotation = properties.find("rotation")) {
        plane.rotation = rotation->id;
        for (const auto& [name, bit] : rotation->enum_values)  // of a bitmask they are the numbers of its bits
            plane.rotations |= std::uint64_t{1} << bit;
    }
    return plane;
}

PanelOrientation orientation_of(const PropertyTable& connector) {
    // As drivers/gpu/drm/drm_connector.c names them.
    static constexpr std::array<std::pair<std::string_view, PanelOrientation>, 3> names{
        {{"Upside Down", PanelOrientation::upside_down},
         {"Left Side Up", PanelOrientation::left_side_up},
         {"Right Side Up", PanelOrientation::right_side_up}}};
    if (const PropertyInfo* const property = connector.find("panel orientation"))
        for (const auto& [name, value] : property->enum_values)
            for (const auto& [known, orientation] : names)
                if (value == property->value && name == known)
                    return orientation;
    return PanelOrientation::normal;
}

Result<std::vector<PlaneInfo>> find_primary_planes(Device& device) {
    const auto ids = device.api().get_planes(device.fd());
    if (!ids)
        return tl::unexpected(ids.error());
    std::vector<PlaneInfo> primaries;
    for (const std::uint32_t id : *ids) {
        auto info = device.api().get_plane(device.fd(), id);
        if (!info)
            return tl::unexpected(info.error());
        const PropertyTable properties(device, id, DRM_MODE_OBJECT_PLANE);
        if (properties.error())
            return tl::unexpected(properties.error());
        const PropertyInfo* const type = properties.find("type");
        if (type != nullptr && type->value == DRM_PLANE_TYPE_PRIMARY)
            primaries.push_back(std::move(*info));
    }
    return primaries;
}

const PlaneInfo* choose_plane(const std::vector<PlaneInfo>& planes, std::uint32_t crtc_id, std::size_t crtc_index) {
    const PlaneInfo* chosen = nullptr;
    for (const PlaneInfo& plane : planes) {
        if ((plane.possible_crtcs >> crtc_index & 1) == 0)
            continue;
        if (plane.crtc_id == crtc_id)
            return &plane;
        if (chosen == nullptr && plane.crtc_id == 0)
            chosen = &plane;
    }
    return chosen;
}

Result<Pipeline> assemble(Device& device, const ConnectorInfo& connector, const PlaneInfo& plane_info,
                          std::size_t crtc_index) {
    Pipeline pipeline;
    PropertyTable plane(device, plane_info.id, DRM_MODE_OBJECT_PLANE);
    pipeline.plane = describe_plane(plane_info, plane);
    pipeline.crtc.id = device.resources().crtc_ids[crtc_index];
    pipeline.crtc.index = static_cast<std::uint32_t>(crtc_index);
    PropertyTable crtc(device, pipeline.crtc.id, DRM_MODE_OBJECT_CRTC);
    pipeline.crtc.active = crtc.require("ACTIVE");
    pipeline.crtc.mode_id = crtc.require("MODE_ID");
    pipeline.connector.id = connector.id;
    PropertyTable connector_properties(device, connector.id, DRM_MODE_OBJECT_CONNECTOR);
    pipeline.connector.crtc_id = connector_properties.require("CRTC_ID");
    pipeline.connector.orientation = orientation_of(connector_properties);
    for (const PropertyTable* const table : {&plane, &crtc, &connector_properties})
        if (table->error())
            return tl::unexpected(table->error());
    pipeline.is_atomic = plane.is_complete() && crtc.is_complete() && connector_properties.is_complete();
    return pipeline;
}

}  // namespace

bool Pipeline::Plane::supports(std::uint32_t format) const noexcept {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
}

std::uint32_t connector_crtc(Device& device, std::uint32_t connector_id) {
    const auto connector = device.get_connector(connector_id, false);
    if (!connector || connector->encoder_id == 0)
        return 0;
    return device.api()
        .get_encoder(device.fd(), connector->encoder_id)
        .transform([](const EncoderInfo& encoder) { return encoder.crtc_id; })
        .value_or(0);
}

Result<Pipeline> find_pipeline(Device& device, const ConnectorInfo& connector) {
    const auto candidates = find_candidates(device, connector);
    if (!candidates)
        return tl::unexpected(candidates.error());
    const auto planes = find_primary_planes(device);
    if (!planes)
        return tl::unexpected(planes.error());
    const auto used_by_others = find_used_by_others(device, connector.id);
    const auto& crtcs = device.resources().crtc_ids;
    std::size_t chosen_index = 0;
    const PlaneInfo* chosen_plane = nullptr;
    auto chosen_rank = CrtcRank::in_use;
    for (std::size_t index = 0; index < crtcs.size(); ++index) {
        if ((candidates->possible_crtcs >> index & 1) == 0)
            continue;
        const PlaneInfo* const plane = choose_plane(*planes, crtcs[index], index);
        const bool is_own = crtcs[index] == candidates->routed_crtc_id;
        const bool is_used =
            std::find(used_by_others.begin(), used_by_others.end(), crtcs[index]) != used_by_others.end();
        const auto rank = rank_crtc(is_own, is_used);
        if (plane == nullptr || (chosen_plane != nullptr && rank >= chosen_rank))
            continue;
        chosen_index = index;
        chosen_plane = plane;
        chosen_rank = rank;
    }
    if (chosen_plane == nullptr)
        return failure(ENOENT);
    return assemble(device, connector, *chosen_plane, chosen_index);
}

}  // namespace kmsmirror::kms
