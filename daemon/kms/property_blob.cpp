// SPDX-License-Identifier: MIT
#include "kms/property_blob.h"

#include <drm_mode.h>

#include <utility>

#include "kms/copy_mode.h"
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
    const auto info = copy_mode<drm_mode_modeinfo>(mode);
    return create_blob(device, std::as_bytes(std::span(&info, 1)));
}

}  // namespace kmsmirror::kms
