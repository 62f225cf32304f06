// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

namespace kmsmirror::gstreamer {

// The element kmsmirrorsink.
[[nodiscard]] GType sink_type();

}  // namespace kmsmirror::gstreamer
