// SPDX-License-Identifier: MIT
#include "kms/libdrm_api.h"

#include <fcntl.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>

#include "kms/copy_mode.h"
#include "kms/gbm_device.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::kms {

namespace {

template <class T>
std::vector<T> copy_array(const T* values, std::size_t count) {
    return count == 0 ? std::vector<T>{} : std::vector<T>(values, values + count);
}

// As drm_connector_init() names it, which is also its name in sysfs.
std::string connector_name(const drmModeConnector& connector) {
    const char* const type = drmModeGetConnectorTypeName(connector.connector_type);
    return std::string(type != nullptr ? type : "Unknown") + "-" + std::to_string(connector.connector_type_id);
}

ConnectorStatus copy_status(drmModeConnection connection) {
    switch (connection) {
        case DRM_MODE_CONNECTED:
            return ConnectorStatus::connected;
        case DRM_MODE_DISCONNECTED:
            return ConnectorStatus::disconnected;
        default:
            return ConnectorStatus::unknown;
    }
}

PropertyInfo copy_property(const drmModePropertyRes& property, std::uint64_t value) {
    PropertyInfo info{property.prop_id, property.name, property.flags, value, {}};
    for (int i = 0; i < property.count_enums; ++i)
        info.enum_values.emplace_back(property.enums[i].name, property.enums[i].value);
    return info;
}

}  // namespace

LibdrmApi::LibdrmApi(CardKeeper* keeper) : keeper_(keeper) {}
LibdrmApi::~LibdrmApi() = default;

Result<OpenedCard> LibdrmApi::open_card(const std::string& path) {
    if (keeper_ != nullptr)
        if (UniqueFd kept = keeper_->take(path))
            return OpenedCard{std::move(kept), true};
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!fd)
        return failure();
    if (keeper_ != nullptr)
        keeper_->keep(path, fd.get());
    return OpenedCard{std::move(fd), false};
}

void LibdrmApi::close_card(UniqueFd fd) {
    if (leaves_pictures_)
        return;
    // The keeper may close its own fd of this opening later.
    drmDropMaster(fd.get());
    if (keeper_ != nullptr)
        keeper_->forget(fd.get());
}

Result<std::string> LibdrmApi::get_driver_name(int fd) {
    const LibdrmPtr<drmVersion, drmFreeVersion> version(drmGetVersion(fd));
    if (!version)
        return failure();
    return std::string(version->name, static_cast<std::size_t>(version->name_len));
}

Result<std::uint64_t> LibdrmApi::get_cap(int fd, std::uint64_t capability) {
    drm_get_cap request{capability, 0};
    if (const auto error = call_ioctl(fd, DRM_IOCTL_GET_CAP, request))
        return tl::unexpected(error);
    return request.value;
}

std::error_code LibdrmApi::set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) {
    drm_set_client_cap request{capability, value};
    return call_ioctl(fd, DRM_IOCTL_SET_CLIENT_CAP, request);
}

std::error_code LibdrmApi::set_master(int fd) {
    return drmSetMaster(fd) == 0 ? std::error_code{} : errno_error();
}

std::error_code LibdrmApi::drop_master(int fd) {
    return drmDropMaster(fd) == 0 ? std::error_code{} : errno_error();
}

Result<CardResources> LibdrmApi::get_resources(int fd) {
    const LibdrmPtr<drmModeRes, drmModeFreeResources> resources(drmModeGetResources(fd));
    if (!resources)
        return failure();
    return CardResources{copy_array(resources->crtcs, static_cast<std::size_t>(resources->count_crtcs)),
                         copy_array(resources->connectors, static_cast<std::size_t>(resources->count_connectors)),
                         copy_array(resources->fbs, static_cast<std::size_t>(resources->count_fbs)),
                         {resources->min_width, resources->min_height},
                         {resources->max_width, resources->max_height}};
}

Result<ConnectorInfo> LibdrmApi::get_connector(int fd, std::uint32_t connector_id, bool probe) {
    const LibdrmPtr<drmModeConnector, drmModeFreeConnector> connector(
        probe ? drmModeGetConnector(fd, connector_id) : drmModeGetConnectorCurrent(fd, connector_id));
    if (!connector)
        return failure();
    ConnectorInfo info;
    info.id = connector->connector_id;
    info.name = connector_name(*connector);
    info.status = copy_status(connector->connection);
    info.encoder_id = connector->encoder_id;
    info.encoder_ids = copy_array(connector->encoders, static_cast<std::size_t>(connector->count_encoders));
    for (int i = 0; i < connector->count_modes; ++i)
        info.modes.push_back(copy_mode<ModeInfo>(connector->modes[i]));
    return info;
}

Result<EncoderInfo> LibdrmApi::get_encoder(int fd, std::uint32_t encoder_id) {
    const LibdrmPtr<drmModeEncoder, drmModeFreeEncoder> encoder(drmModeGetEncoder(fd, encoder_id));
    if (!encoder)
        return failure();
    return EncoderInfo{encoder->encoder_id, encoder->crtc_id, encoder->possible_crtcs};
}

Result<std::vector<std::uint32_t>> LibdrmApi::get_planes(int fd) {
    const LibdrmPtr<drmModePlaneRes, drmModeFreePlaneResources> planes(drmModeGetPlaneResources(fd));
    if (!planes)
        return failure();
    return copy_array(planes->planes, planes->count_planes);
}

Result<PlaneInfo> LibdrmApi::get_plane(int fd, std::uint32_t plane_id) {
    const LibdrmPtr<drmModePlane, drmModeFreePlane> plane(drmModeGetPlane(fd, plane_id));
    if (!plane)
        return failure();
    return PlaneInfo{plane->plane_id, plane->crtc_id, plane->fb_id, plane->possible_crtcs,
                     copy_array(plane->formats, plane->count_formats)};
}

Result<std::vector<PropertyInfo>> LibdrmApi::get_properties(int fd, std::uint32_t object_id,
                                                            std::uint32_t object_type) {
    const LibdrmPtr<drmModeObjectProperties, drmModeFreeObjectProperties> list(
        drmModeObjectGetProperties(fd, object_id, object_type));
    if (!list)
        return failure();
    std::vector<PropertyInfo> properties;
    for (std::uint32_t i = 0; i < list->count_props; ++i) {
        const LibdrmPtr<drmModePropertyRes, drmModeFreeProperty> property(drmModeGetProperty(fd, list->props[i]));
        if (!property)
            return failure();
        properties.push_back(copy_property(*property, list->prop_values[i]));
    }
    return properties;
}

Result<std::vector<std::byte>> LibdrmApi::get_blob(int fd, std::uint32_t blob_id) {
    const LibdrmPtr<drmModePropertyBlobRes, drmModeFreePropertyBlob> blob(drmModeGetPropertyBlob(fd, blob_id));
    if (!blob)
        return failure();
    return copy_array(static_cast<const std::byte*>(blob->data), blob->length);
}

Result<std::uint32_t> LibdrmApi::create_blob(int fd, std::span<const std::byte> data) {
    drm_mode_create_blob request{};
    request.data = reinterpret_cast<std::uintptr_t>(data.data());
    request.length = static_cast<std::uint32_t>(data.size());
    if (const auto error = call_ioctl(fd, DRM_IOCTL_MODE_CREATEPROPBLOB, request))
        return tl::unexpected(error);
    return request.blob_id;
}

std::error_code LibdrmApi::destroy_blob(int fd, std::uint32_t blob_id) {
    drm_mode_destroy_blob request{blob_id};
    return call_ioctl(fd, DRM_IOCTL_MODE_DESTROYPROPBLOB, request);
}

}  // namespace kmsmirror::kms
