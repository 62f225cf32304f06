// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;

// The connector of that name; where the name is empty the best there is: one with a display, else one of which the
// hardware cannot tell, in both cases rather one with modes, else the first. Probes those that come into question,
// which may take long. ENOENT: there is none, or none of that name.
[[nodiscard]] Result<ConnectorInfo> choose_connector(const Device& device, const std::string& name);

// Whether a picture can be shown there, as far as the hardware knows.
[[nodiscard]] bool has_display(const ConnectorInfo& connector);
// Why it cannot, for users: nothing is connected, or the driver takes none of the display's modes.
[[nodiscard]] std::string no_display_text(const Device& device, const ConnectorInfo& connector);
// The names of all, for users.
[[nodiscard]] std::string connector_names(const Device& device);

}  // namespace kmsmirror::kms
