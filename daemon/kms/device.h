// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/result.h"
#include "kms/drm_api.h"
#include "kms/drm_values.h"
#include "kms/open_card.h"

namespace kmsmirror::kms {

// Whether a program changes displays by atomic commits. Not all drivers can; all can be asked the legacy way.
enum class Atomic { required, if_possible, unused };

// One open card: its fd, what it can do, and its objects. Always with universal planes.
//
// Outlives everything that is made on it (buffers, framebuffers, blobs, requests), all of which hold a reference to
// it; the DrmApi outlives the Device. Therefore it cannot be moved. One thread at a time, the same one for all that is
// made on it.
class Device {
public:
    // Opens the card and, when nobody is its master, becomes its master as a side effect.
    // Throws std::system_error: ENODEV and the like from open(2), EOPNOTSUPP for a driver without the atomic mode
    // setting that is required.
    [[nodiscard]] static std::unique_ptr<Device> open(DrmApi& api, const std::string& path,
                                                      Atomic atomic = Atomic::required);

    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    Device(Device&&) = delete;
    Device& operator=(Device&&) = delete;
    ~Device() = default;

    [[nodiscard]] DrmApi& api() const noexcept { return api_; }
    [[nodiscard]] int fd() const noexcept { return card_.fd(); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const std::string& driver() const noexcept { return driver_; }
    // As read by open(); the cards in question do not change their objects. Framebuffers are those that a process
    // before this one has left.
    [[nodiscard]] const CardResources& resources() const noexcept { return resources_; }
    [[nodiscard]] bool can_import() const noexcept { return can_import_; }
    [[nodiscard]] bool can_export() const noexcept { return can_export_; }

    // Probing asks the display for its modes and EDID, which may take long.
    [[nodiscard]] Result<ConnectorInfo> get_connector(std::uint32_t connector_id, bool probe) const;
    [[nodiscard]] Result<std::vector<FlipEvent>> read_events() const;
    // EBUSY: another program is; EACCES: not allowed to.
    [[nodiscard]] std::error_code become_master() const;
    [[nodiscard]] std::error_code drop_master() const;

private:
    Device(DrmApi& api, const std::string& path, Atomic atomic);

    DrmApi& api_;
    std::string path_;
    OpenCard card_;
    std::string driver_;
    CardResources resources_;
    bool can_import_ = false;
    bool can_export_ = false;
};

}  // namespace kmsmirror::kms
