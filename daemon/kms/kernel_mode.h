// SPDX-License-Identifier: MIT
#pragma once

#include <drm_mode.h>

#include "kms/drm_values.h"

namespace kmsmirror::kms {

// A mode as ioctls and MODE_ID take it.
[[nodiscard]] drm_mode_modeinfo kernel_mode(const ModeInfo& mode) noexcept;

}  // namespace kmsmirror::kms
