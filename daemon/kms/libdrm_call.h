// SPDX-License-Identifier: MIT
#pragma once

#include <xf86drm.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "base/result.h"

// How the parts of LibdrmApi call the kernel. libdrm has two error conventions (-1 with errno, and -errno); only calls
// with the first one are used, and structures that libdrm allocates, whose absence means errno.
namespace kmsmirror::kms {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

template <class T, auto Free>
using LibdrmPtr = std::unique_ptr<T, Deleter<Free>>;

// drmIoctl() repeats on EINTR and EAGAIN.
template <class T>
[[nodiscard]] std::error_code call_ioctl(int fd, unsigned long request, T& argument) noexcept {
    return drmIoctl(fd, request, &argument) == 0 ? std::error_code{} : errno_error();
}

}  // namespace kmsmirror::kms
