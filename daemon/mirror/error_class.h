// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/status.h"

namespace kmsmirror::mirror {

// When an exporter makes the kernel mapping that a sink's vmap needs.
enum class ExporterMapping {
    at_allocation,  // GEM DMA helpers, exynos, rockchip: a buffer that has none never gets one
    on_demand,      // shmem helpers: vmap allocates, so that ENOMEM may pass
};

// By the name of the driver that exports, as DRM_IOCTL_VERSION says it. Display controllers with memory from CMA are
// the rule, so that an unknown one counts as mapping at allocation.
[[nodiscard]] ExporterMapping exporter_mapping(std::string_view driver) noexcept;

// The one place that looks at an errno: what it means for a path, and the two questions below.
[[nodiscard]] ErrorClass classify(const CallError& error,
                                  ExporterMapping mapping = ExporterMapping::at_allocation) noexcept;

// Whether the failure may be that of mapping the source's memory in the kernel, which a driver does in a commit before
// anything has changed (drm_gem_vmap(), dma_buf_vmap()), or already at import
// (drm_gem_dma_prime_import_sg_table_vmap()). The same errnos have other causes: only a display that shows a
// picture from other memory right after it proves that.
[[nodiscard]] bool may_be_unreadable_memory(const CallError& error) noexcept;

// Whether the failure is that of a commit, and not of what has to be made before one.
[[nodiscard]] bool is_commit(const CallError& error) noexcept;

}  // namespace kmsmirror::mirror
