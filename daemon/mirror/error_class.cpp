// SPDX-License-Identifier: MIT
#include "mirror/error_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

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
    switch (error.error.value()) {
        case ENODEV:
        case ENXIO:
            // A USB controller without DMA refuses every import like this (gud_gem_prime_import). Should the card be
            // gone after all, the next call on it says so too.
            return error.call == "PRIME_FD_TO_HANDLE" ? ErrorClass::permanent : ErrorClass::gone;
        case EACCES:
        case EPERM:
            return ErrorClass::no_master;
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

std::string_view class_name(ErrorClass error_class) noexcept {
    switch (error_class) {
        case ErrorClass::permanent:
            return "permanent";
        case ErrorClass::pressure:
        case ErrorClass::busy:
            return "transient";
        case ErrorClass::gone:
            return "gone";
        case ErrorClass::no_master:
            return "no-master";
    }
    return "permanent";
}

std::string errno_name(std::error_code error) {
    const char* name = strerrorname_np(error.value());
    return name != nullptr ? name : fmt::format("errno {}", error.value());
}

}  // namespace kmsmirror::mirror
