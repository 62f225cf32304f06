// SPDX-License-Identifier: MIT
#include "mirror/error_class.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace kmsmirror::mirror {

ExporterMapping exporter_mapping(std::string_view driver) noexcept {
    // Drivers on the GEM SHMEM helpers or with an on-demand vmap of their own.
    constexpr std::array<std::string_view, 12> on_demand{"vgem",   "virtio_gpu", "vkms",       "udl",
                                                         "gud",    "gm12u320",   "simpledrm",  "ast",
                                                         "cirrus", "mgag200",    "hyperv_drm", "tegra"};
    return std::find(on_demand.begin(), on_demand.end(), driver) == on_demand.end() ? ExporterMapping::at_allocation
                                                                                    : ExporterMapping::on_demand;
}

ErrorClass classify(const CallError& error, ExporterMapping mapping) noexcept {
    // These ask the exporter of the source's memory, and no master. A USB controller without DMA refuses every import
    // with ENODEV (gud_gem_prime_import). Should the card be gone after all, the next call on it says so too.
    const bool is_of_memory = error.call == "PRIME_FD_TO_HANDLE" || error.call == "DMA_BUF_SYNC";
    switch (error.error.value()) {
        case ENODEV:
        case ENXIO:
            return is_of_memory ? ErrorClass::permanent : ErrorClass::gone;
        case EACCES:
        case EPERM:
            return is_of_memory ? ErrorClass::permanent : ErrorClass::no_master;
        case EBUSY:
        case EINTR:
        case EAGAIN:
            return ErrorClass::busy;
        case ENOMEM:
            return mapping == ExporterMapping::on_demand ? ErrorClass::pressure : ErrorClass::permanent;
        default:
            return ErrorClass::permanent;
    }
}

bool is_commit(const CallError& error) noexcept {
    return error.call == "ATOMIC" || error.call == "SETCRTC" || error.call == "PAGE_FLIP";
}

bool may_be_unreadable_memory(const CallError& error) noexcept {
    // Imports fail with the others for reasons of the bus.
    if (error.call == "PRIME_FD_TO_HANDLE")
        return error.error.value() == ENOMEM || error.error.value() == EOPNOTSUPP;
    if (!is_commit(error))
        return false;
    switch (error.error.value()) {
        case ENOMEM:      // no kernel mapping (GEM DMA helpers, rockchip), or no room for one
        case EOPNOTSUPP:  // no vmap in the GEM object (exynos)
        case EINVAL:      // no vmap in the dma-buf (omapdrm, armada)
        case ENOSYS:
        case EIO:  // memory behind an aperture (drm_gem_shmem_vmap() up to 6.12)
            return true;
        default:
            return false;
    }
}

}  // namespace kmsmirror::mirror
