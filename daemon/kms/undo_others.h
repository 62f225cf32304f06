// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "kms/drm_values.h"
#include "kms/pipeline.h"

namespace kmsmirror::kms {

class Device;

// What other programs have left on the way of a pipeline, as the property values that undo it in a mode set:
// - other connectors on its CRTC. The kernel refuses to drive several that were not made for that
//   (drm_atomic_check_valid_clones()); older ones give the display timings that are not its own.
// - other planes on its CRTC, such as a cursor. They would cover the picture, whatever their order, so that zpos can
//   stay as it is.
// - properties that change the picture, where they are not what the driver begins with.
// Only what is there and is not so already. Empty where the kernel does not say.
[[nodiscard]] std::vector<PropertyAssignment> undo_others(Device& device, const Pipeline& pipeline);

}  // namespace kmsmirror::kms
