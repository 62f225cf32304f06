// SPDX-License-Identifier: MIT
#include "kms/property_blob.h"

#include <drm_mode.h>

#include <algorithm>
#include <utility>

#include "kms/device.h"

namespace kmsmirror::kms {

PropertyBlob::PropertyBlob(PropertyBlob&& other) noexcept : device_(other.device_), id_(std::exchange(other.id_, 0)) {}

PropertyBlob& PropertyBlob::operator=(PropertyBlob&& other) noexcept {
    if (this != &other) {
        reset();
        device_ = other.device_;
        id_ = std::exchange(other.id_, 0);
    }
    return *this;
}

// A failure is of no interest: after an unplug everything is freed with the card's fd.
void PropertyBlob::reset() noexcept {
    if (const auto id = std::exchange(id_, 0); id != 0)
        device_->api().destroy_blob(device_->fd(), id);
}

CallResult<PropertyBlob> create_blob(Device& device, std::span<const std::byte> data) {
    const auto id = device.api().create_blob(device.fd(), data);
    if (!id)
        return call_failure("CREATEPROPBLOB", id.error());
    return PropertyBlob(device, *id);
}

CallResult<PropertyBlob> create_mode_blob(Device& device, const ModeInfo& mode) {
    drm_mode_modeinfo info{};
    info.clock = mode.clock;
    info.hdisplay = mode.hdisplay;
    info.hsync_start = mode.hsync_start;
    info.hsync_end = mode.hsync_end;
    info.htotal = mode.htotal;
    info.hskew = mode.hskew;
    info.vdisplay = mode.vdisplay;
    info.vsync_start = mode.vsync_start;
    info.vsync_end = mode.vsync_end;
    info.vtotal = mode.vtotal;
    info.vscan = mode.vscan;
    info.vrefresh = mode.vrefresh;
    info.flags = mode.flags;
    info.type = mode.type;
    static_assert(sizeof(info.name) == sizeof(mode.name));
    std::copy(mode.name.begin(), mode.name.end(), std::begin(info.name));
    return create_blob(device, std::as_bytes(std::span(&info, 1)));
}

}  // namespace kmsmirror::kms
