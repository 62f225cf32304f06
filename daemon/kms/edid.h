// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;

// Who a display says it is. Printable ASCII; empty where the display does not say.
struct Edid {
    std::string make;    // PNP id, three capital letters
    std::string model;   // monitor name, else the product code as "0x1234"
    std::string serial;  // serial string, else the serial number in decimal
    bool operator==(const Edid&) const = default;
};

// Parses the base block of untrusted bytes: whatever is not an EDID gives an Edid without content. The checksum is not
// looked at, because the kernel has judged it already and many displays get it wrong.
[[nodiscard]] Edid parse_edid(std::span<const std::byte> bytes) noexcept;

// From the connector's EDID property, as of its last probe; without content when the display has none.
[[nodiscard]] Result<Edid> connector_edid(Device& device, const ConnectorInfo& connector);

}  // namespace kmsmirror::kms
