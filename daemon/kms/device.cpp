// SPDX-License-Identifier: MIT
#include "kms/device.h"

#include <drm.h>
#include <fmt/format.h>

namespace kmsmirror::kms {

std::unique_ptr<Device> Device::open(DrmApi& api, const std::string& path, Atomic atomic) {
    return std::unique_ptr<Device>(new Device(api, path, atomic));
}

Device::Device(DrmApi& api, const std::string& path, Atomic atomic) : api_(api), path_(path), card_(api, path) {
    driver_ = value_or_throw(api_.get_driver_name(fd()), fmt::format("{}: driver name", path).c_str());
    throw_if(api_.set_client_cap(fd(), DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1),
             fmt::format("{} ({}): universal planes", path, driver_).c_str());
    const auto refused =
        atomic == Atomic::unused ? std::error_code{} : api_.set_client_cap(fd(), DRM_CLIENT_CAP_ATOMIC, 1);
    if (atomic == Atomic::required)
        throw_if(refused, fmt::format("{} ({}): no atomic mode setting", path, driver_).c_str());
    resources_ = value_or_throw(api_.get_resources(fd()), fmt::format("{} ({}): resources", path, driver_).c_str());
    const std::uint64_t prime = api_.get_cap(fd(), DRM_CAP_PRIME).value_or(0);
    can_import_ = (prime & DRM_PRIME_CAP_IMPORT) != 0;
    can_export_ = (prime & DRM_PRIME_CAP_EXPORT) != 0;
}

Result<ConnectorInfo> Device::get_connector(std::uint32_t connector_id, bool probe) const {
    return api_.get_connector(fd(), connector_id, probe);
}

Result<std::vector<FlipEvent>> Device::read_events() const {
    return api_.read_events(fd());
}

std::error_code Device::become_master() const {
    return api_.set_master(fd());
}

std::error_code Device::drop_master() const {
    return api_.drop_master(fd());
}

}  // namespace kmsmirror::kms
