// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

// The one seam to the kernel: every libdrm, ioctl and mmap call that the daemon makes on a card or a dma-buf. What they
// are, and what each does, is in kms/drm_calls.inc.
// Implementations: LibdrmApi (the kernel), FakeDrm (a model of it, for tests), FaultyDrm (fails a chosen call).
//
// Errors are positive errno values in std::generic_category, whatever convention libdrm has for that call.
// Thread-safe as the kernel is: one fd may be used by one thread at a time, several fds by several threads.
// All strings and arrays are copied out, so that no libdrm structure can outlive its call.
class DrmApi {
public:
    virtual ~DrmApi() = default;

#define DRM_CALL(result, name, parameters, ...) virtual result name parameters = 0;
#include "kms/drm_calls.inc"
};

}  // namespace kmsmirror::kms
