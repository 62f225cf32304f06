// SPDX-License-Identifier: MIT
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <string_view>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"

namespace kmsmirror::fakes {

namespace {

using kms::PropertyInfo;

PropertyInfo property(id::Property property_id, std::string_view name, std::uint32_t flags, std::uint64_t value) {
    return {property_id, std::string(name), flags, value, {}};
}

std::vector<PropertyInfo> connector_properties(const Card& card, bool atomic) {
    std::vector<PropertyInfo> properties{
        property(id::edid, "EDID", DRM_MODE_PROP_BLOB | DRM_MODE_PROP_IMMUTABLE,
                 card.known_connected && !card.personality.edid.empty() ? std::uint64_t{id::edid_blob} : 0)};
    if (atomic)
        properties.push_back(
            property(id::crtc_id, "CRTC_ID", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_OBJECT, card.state.connector_crtc));
    return properties;
}

std::vector<PropertyInfo> crtc_properties(const Card& card, bool atomic) {
    if (!atomic)
        return {};
    return {property(id::active, "ACTIVE", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_RANGE, card.state.active ? 1 : 0),
            property(id::mode_id, "MODE_ID", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_BLOB, card.state.mode_blob_id)};
}

PropertyInfo plane_type(std::uint64_t value) {
    PropertyInfo type = property(id::type, "type", DRM_MODE_PROP_ENUM | DRM_MODE_PROP_IMMUTABLE, value);
    type.enum_values = {
        {"Overlay", DRM_PLANE_TYPE_OVERLAY}, {"Primary", DRM_PLANE_TYPE_PRIMARY}, {"Cursor", DRM_PLANE_TYPE_CURSOR}};
    return type;
}

std::vector<PropertyInfo> plane_properties(const Card& card, bool atomic) {
    std::vector<PropertyInfo> properties{plane_type(DRM_PLANE_TYPE_PRIMARY)};
    if (!atomic)
        return properties;
    const DisplayState& state = card.state;
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
    if (card.personality.has_damage_clips)
        properties.push_back(
            property(id::fb_damage_clips, "FB_DAMAGE_CLIPS", DRM_MODE_PROP_ATOMIC | DRM_MODE_PROP_BLOB, 0));
    return properties;
}

}  // namespace

Result<kms::CardResources> FakeDrm::get_resources(int fd) {
    const std::lock_guard lock(mutex_);
    return world_->file(fd).map([](const auto& file) {
        const Personality& personality = file->card->personality;
        kms::CardResources resources{{id::crtc}, {id::connector}, {}, personality.min, personality.max};
        for (const auto& [framebuffer_id, framebuffer] : file->card->framebuffers)
            if (framebuffer->owner == file.get())
                resources.framebuffer_ids.push_back(framebuffer_id);
        return resources;
    });
}

Result<kms::ConnectorInfo> FakeDrm::get_connector(int fd, std::uint32_t connector_id, bool probe) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    if (connector_id != id::connector)
        return failure(ENOENT);
    Card& card = *(*file)->card;
    if (probe)
        card.known_connected = card.connected;
    kms::ConnectorInfo info;
    info.id = id::connector;
    info.name = card.personality.connector_name;
    info.connected = card.known_connected;
    info.encoder_id = card.state.connector_crtc != 0 ? std::uint32_t{id::encoder} : 0;
    info.encoder_ids = {id::encoder};
    if (info.connected)
        info.modes = card.personality.modes;
    return info;
}

Result<kms::EncoderInfo> FakeDrm::get_encoder(int fd, std::uint32_t encoder_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    if (encoder_id != id::encoder)
        return failure(ENOENT);
    return kms::EncoderInfo{id::encoder, (*file)->card->state.connector_crtc, 1};
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
        planes.push_back(id::plane);
    return planes;
}

Result<kms::PlaneInfo> FakeDrm::get_plane(int fd, std::uint32_t plane_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    if (plane_id == id::cursor_plane && card.personality.has_cursor_plane)
        return kms::PlaneInfo{id::cursor_plane, 0, 0, 1, {}};
    if (plane_id != id::plane)
        return failure(ENOENT);
    return kms::PlaneInfo{id::plane, card.state.plane_crtc, card.state.framebuffer_id, 1, card.personality.formats};
}

Result<std::vector<kms::PropertyInfo>> FakeDrm::get_properties(int fd, std::uint32_t object_id,
                                                               std::uint32_t object_type) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    const bool atomic = (*file)->atomic;
    if (object_type == DRM_MODE_OBJECT_CONNECTOR && object_id == id::connector)
        return connector_properties(card, atomic);
    if (object_type == DRM_MODE_OBJECT_CRTC && object_id == id::crtc)
        return crtc_properties(card, atomic);
    if (object_type == DRM_MODE_OBJECT_PLANE && object_id == id::plane)
        return plane_properties(card, atomic);
    if (object_type == DRM_MODE_OBJECT_PLANE && object_id == id::cursor_plane && card.personality.has_cursor_plane)
        return std::vector<PropertyInfo>{plane_type(DRM_PLANE_TYPE_CURSOR)};
    return failure(ENOENT);
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
    if ((*file)->card->state.mode_blob_id == blob_id)
        found->second.owner = nullptr;
    else
        blobs.erase(found);
    return {};
}

}  // namespace kmsmirror::fakes
