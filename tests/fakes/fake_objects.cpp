// SPDX-License-Identifier: MIT
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"

namespace kmsmirror::fakes {

namespace {

using kms::PropertyInfo;

PropertyInfo property(id::Property property_id, std::string_view name, std::uint32_t flags, std::uint64_t value) {
    return {property_id, std::string(name), flags, value, {}};
}

void add_panel_orientation(const Card& card, std::vector<PropertyInfo>& properties) {
    PropertyInfo panel =
        property(id::panel_orientation, "panel orientation", DRM_MODE_PROP_ENUM | DRM_MODE_PROP_IMMUTABLE, 0);
    // enum drm_panel_orientation, which the kernel keeps to itself: users go by the names.
    panel.enum_values = {{"Normal", 0}, {"Upside Down", 1}, {"Left Side Up", 2}, {"Right Side Up", 3}};
    for (const auto& [name, value] : panel.enum_values)
        if (name == card.personality.panel_orientation)
            panel.value = value;
    properties.push_back(panel);
}

std::vector<PropertyInfo> connector_properties(const Card& card, std::uint32_t number, bool atomic) {
    const bool has_edid =
        number == 0 && card.known_status != kms::ConnectorStatus::disconnected && !card.personality.edid.empty();
    std::vector<PropertyInfo> properties{property(id::edid, "EDID", DRM_MODE_PROP_BLOB | DRM_MODE_PROP_IMMUTABLE,
                                                  has_edid ? std::uint64_t{id::edid_blob} : 0)};
    if (atomic)
        properties.push_back(property(id::crtc_id, "CRTC_ID", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_OBJECT,
                                      card.objects.connector_crtcs.at(number)));
    if (number == 0 && !card.personality.panel_orientation.empty())
        add_panel_orientation(card, properties);
    return properties;
}

std::vector<PropertyInfo> crtc_properties(const CrtcState& state, bool atomic) {
    if (!atomic)
        return {};
    return {property(id::active, "ACTIVE", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_RANGE, state.active ? 1 : 0),
            property(id::mode_id, "MODE_ID", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_BLOB, state.mode_blob_id)};
}

PropertyInfo plane_type(std::uint64_t value) {
    PropertyInfo type = property(id::type, "type", DRM_MODE_PROP_ENUM | DRM_MODE_PROP_IMMUTABLE, value);
    type.enum_values = {
        {"Overlay", DRM_PLANE_TYPE_OVERLAY}, {"Primary", DRM_PLANE_TYPE_PRIMARY}, {"Cursor", DRM_PLANE_TYPE_CURSOR}};
    return type;
}

std::vector<PropertyInfo> plane_properties(const Card& card, const PlaneState& state, bool atomic) {
    std::vector<PropertyInfo> properties{plane_type(DRM_PLANE_TYPE_PRIMARY)};
    if (!atomic)
        return properties;
    constexpr std::uint32_t object = DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_OBJECT;
    constexpr std::uint32_t range = DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_RANGE;
    constexpr std::uint32_t signed_range = DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_SIGNED_RANGE;
    properties.insert(
        properties.end(),
        {property(id::fb_id, "FB_ID", object, state.framebuffer_id),
         property(id::crtc_id, "CRTC_ID", object, state.plane_crtc),
         property(id::crtc_x, "CRTC_X", signed_range, state.crtc_x),
         property(id::crtc_y, "CRTC_Y", signed_range, state.crtc_y),
         property(id::crtc_w, "CRTC_W", range, state.crtc_w), property(id::crtc_h, "CRTC_H", range, state.crtc_h),
         property(id::src_x, "SRC_X", range, state.src_x), property(id::src_y, "SRC_Y", range, state.src_y),
         property(id::src_w, "SRC_W", range, state.src_w), property(id::src_h, "SRC_H", range, state.src_h)});
    if (card.personality.rotations != 0) {
        PropertyInfo rotation =
            property(id::rotation, "rotation", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_BITMASK, state.rotation);
        for (std::uint64_t bit = 0; bit < 6; ++bit)
            if ((card.personality.rotations >> bit & 1) != 0)
                rotation.enum_values.emplace_back("bit", bit);
        properties.push_back(rotation);
    }
    if (card.personality.has_damage_clips)
        properties.push_back(
            property(id::fb_damage_clips, "FB_DAMAGE_CLIPS", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_BLOB, 0));
    return properties;
}

void add_further_properties(const Card& card, std::uint32_t object_id, std::uint32_t object_type,
                            std::vector<PropertyInfo>& properties) {
    std::uint32_t property_id = id::first_further;
    for (const FurtherProperty& further : card.personality.further_properties) {
        if (further.object_type == object_type) {
            const auto changed = card.objects.further.find({object_id, property_id});
            properties.push_back({property_id, further.name, 0,
                                  changed == card.objects.further.end() ? further.normal : changed->second,
                                  further.enum_values});
        }
        ++property_id;
    }
}

// Of `count` objects of a kind with the ids `first` and after it.
std::optional<std::uint32_t> number_of(std::uint32_t object_id, std::uint32_t first, std::uint32_t count) {
    return object_id >= first && object_id - first < count ? std::optional(object_id - first) : std::nullopt;
}

std::vector<std::uint32_t> ids_of(std::uint32_t first, std::uint32_t count) {
    std::vector<std::uint32_t> ids(count);
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

}  // namespace

Result<kms::CardResources> FakeDrm::get_resources(int fd) {
    const std::lock_guard lock(mutex_);
    return world_->file(fd).transform([](const auto& file) {
        const Personality& personality = file->card->personality;
        kms::CardResources resources{ids_of(id::crtc, personality.crtcs),
                                     ids_of(id::connector, file->card->connector_count()),
                                     {},
                                     personality.min,
                                     personality.max};
        for (const auto& [framebuffer_id, framebuffer] : file->card->framebuffers)
            if (framebuffer->owner == file.get())
                resources.framebuffer_ids.push_back(framebuffer_id);
        return resources;
    });
}

Result<kms::ConnectorInfo> FakeDrm::get_connector(int fd, std::uint32_t connector_id, bool probe) {
    std::unique_lock lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const auto kept = (*file)->card;
    Card& card = *kept;
    const auto number = number_of(connector_id, id::connector, card.connector_count());
    if (!number)
        return failure(ENOENT);
    if (probe) {
        unhung_.wait(lock, [&card] { return !card.hung || !card.plugged; });
        if (!card.plugged)
            return failure(ENODEV);
        card.known_status = card.status;
    }
    kms::ConnectorInfo info;
    info.id = connector_id;
    info.encoder_ids = {id::encoder + *number};
    info.encoder_id = card.objects.connector_crtcs.at(*number) != 0 ? info.encoder_ids.front() : 0;
    const auto describe = [&info](const std::string& name, kms::ConnectorStatus status, const auto& modes) {
        info.name = name;
        info.status = status;
        if (status != kms::ConnectorStatus::disconnected)
            info.modes = modes;
    };
    if (*number == 0) {
        describe(card.personality.connector_name, card.known_status, card.personality.modes);
    } else {
        const FurtherConnector& further = card.personality.more_connectors.at(*number - 1);
        describe(further.name, further.status, further.modes);
    }
    return info;
}

Result<kms::EncoderInfo> FakeDrm::get_encoder(int fd, std::uint32_t encoder_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    const auto number = number_of(encoder_id, id::encoder, card.connector_count());
    if (!number)
        return failure(ENOENT);
    return kms::EncoderInfo{encoder_id, card.objects.connector_crtcs.at(*number), card.possible_crtcs(*number)};
}

Result<std::vector<std::uint32_t>> FakeDrm::get_planes(int fd) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    std::vector<std::uint32_t> planes;
    if ((*file)->universal_planes && (*file)->card->personality.has_cursor_plane)
        planes.push_back(id::cursor_plane);
    if ((*file)->universal_planes)
        for (const std::uint32_t plane : ids_of(id::plane, (*file)->card->personality.crtcs))
            planes.push_back(plane);
    return planes;
}

Result<kms::PlaneInfo> FakeDrm::get_plane(int fd, std::uint32_t plane_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    if (plane_id == id::cursor_plane && card.personality.has_cursor_plane)
        return kms::PlaneInfo{plane_id, card.objects.cursor_crtc, card.objects.cursor_framebuffer_id, 1, {}};
    const auto number = number_of(plane_id, id::plane, card.personality.crtcs);
    if (!number)
        return failure(ENOENT);
    const PlaneState& plane = card.objects.planes.at(*number);
    return kms::PlaneInfo{plane_id, plane.plane_crtc, plane.framebuffer_id, std::uint32_t{1} << *number,
                          card.personality.formats};
}

Result<std::vector<kms::PropertyInfo>> FakeDrm::get_properties(int fd, std::uint32_t object_id,
                                                               std::uint32_t object_type) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    const bool atomic = (*file)->atomic;
    std::vector<PropertyInfo> properties;
    if (object_id == id::cursor_plane && card.personality.has_cursor_plane)
        return std::vector<PropertyInfo>{plane_type(DRM_PLANE_TYPE_CURSOR)};
    if (const auto connector = number_of(object_id, id::connector, card.connector_count()))
        properties = connector_properties(card, *connector, atomic);
    else if (const auto crtc = number_of(object_id, id::crtc, card.personality.crtcs))
        properties = crtc_properties(card.objects.crtcs.at(*crtc), atomic);
    else if (const auto plane = number_of(object_id, id::plane, card.personality.crtcs))
        properties = plane_properties(card, card.objects.planes.at(*plane), atomic);
    else
        return failure(ENOENT);
    add_further_properties(card, object_id, object_type, properties);
    return properties;
}

Result<std::vector<std::byte>> FakeDrm::get_blob(int fd, std::uint32_t blob_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const auto& blobs = (*file)->card->blobs;
    const auto found = blobs.find(blob_id);
    if (found == blobs.end())
        return failure(ENOENT);
    return *found->second.bytes;
}

Result<std::uint32_t> FakeDrm::create_blob(int fd, std::span<const std::byte> data) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    if (data.empty())
        return failure(EINVAL);
    Card& card = *(*file)->card;
    const std::uint32_t blob_id = card.next_id++;
    card.blobs[blob_id] = {std::make_shared<const Bytes>(data.begin(), data.end()), file->get()};
    return blob_id;
}

std::error_code FakeDrm::destroy_blob(int fd, std::uint32_t blob_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    auto& blobs = (*file)->card->blobs;
    const auto found = blobs.find(blob_id);
    if (found == blobs.end())
        return errno_error(ENOENT);
    if (found->second.owner != file->get())
        return errno_error(EPERM);
    // A mode that is set is held by the CRTC, and can be read as long as it is set.
    const auto& crtcs = (*file)->card->objects.crtcs;
    if (std::any_of(crtcs.begin(), crtcs.end(), [&](const CrtcState& crtc) { return crtc.mode_blob_id == blob_id; }))
        found->second.owner = nullptr;
    else
        blobs.erase(found);
    return {};
}

}  // namespace kmsmirror::fakes
