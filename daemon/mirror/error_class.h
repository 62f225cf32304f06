// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include "base/result.h"

namespace kmsmirror::mirror {

// What a failed call on a sink means for its path. Policy branches on this, never on errno.
enum class ErrorClass {
    permanent,  // this path cannot work with these buffers: take the next one
    pressure,   // this path cannot work now (memory is short): take the next one, try again soon
    busy,       // the card is busy: the same path again in a moment
    gone,       // the card was unplugged
    no_master,  // another program is master of the card
};

// When an exporter makes the kernel mapping that a sink's vmap needs.
enum class ExporterMapping {
    at_allocation,  // GEM DMA helpers, exynos, rockchip: a buffer that has none never gets one
    on_demand,      // shmem helpers: vmap allocates, so that ENOMEM may pass
};

// By the name of the driver that exports, as DRM_IOCTL_VERSION says it. Display controllers with memory from CMA are
// the rule, so that an unknown one counts as mapping at allocation.
[[nodiscard]] ExporterMapping exporter_mapping(std::string_view driver) noexcept;

// The one place that looks at an errno.
[[nodiscard]] ErrorClass classify(const CallError& error, ExporterMapping mapping) noexcept;

// The class in the words of D-Bus: "permanent", "transient" (pressure and busy), "gone", "no-master".
[[nodiscard]] std::string_view class_name(ErrorClass error_class) noexcept;

// "ENOMEM"; "errno 512" for one that the C library has no name for.
[[nodiscard]] std::string errno_name(std::error_code error);

}  // namespace kmsmirror::mirror
