// SPDX-License-Identifier: MIT
#pragma once

#include <pixman.h>

#include "base/placement.h"

// How a picture lies on a display, worked out once more and with fractions, from what is promised to users: what the
// daemon shows is compared with this.
namespace kmsmirror::reference {

// Paints the whole source in one call of pixman, and black around it. The images are the source's picture and the
// display's, in any format that pixman knows; the source gets pixman's transform and filter.
void paint(pixman_image_t* source, pixman_image_t* display, const Placement& placement);

}  // namespace kmsmirror::reference
