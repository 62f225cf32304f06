// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;

// Owns a property blob. The kernel keeps a blob of its own accord while the state that names it lives, so that it may
// be destroyed right after the commit. Move-only; a moved-from object owns nothing.
class PropertyBlob {
public:
    PropertyBlob() noexcept = default;
    PropertyBlob(Device& device, std::uint32_t id) noexcept : device_(&device), id_(id) {}
    PropertyBlob(PropertyBlob&& other) noexcept;
    PropertyBlob& operator=(PropertyBlob&& other) noexcept;
    PropertyBlob(const PropertyBlob&) = delete;
    PropertyBlob& operator=(const PropertyBlob&) = delete;
    ~PropertyBlob() { reset(); }

    [[nodiscard]] std::uint32_t id() const noexcept { return id_; }

private:
    void reset() noexcept;

    Device* device_ = nullptr;
    std::uint32_t id_ = 0;
};

// CREATEPROPBLOB
[[nodiscard]] CallResult<PropertyBlob> create_blob(Device& device, std::span<const std::byte> data);
// The value of MODE_ID: a struct drm_mode_modeinfo.
[[nodiscard]] CallResult<PropertyBlob> create_mode_blob(Device& device, const ModeInfo& mode);

}  // namespace kmsmirror::kms
