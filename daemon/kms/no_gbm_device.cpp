// SPDX-License-Identifier: MIT
// In the place of gbm_device.cpp where the build goes without libgbm (KMSMIRROR_GBM=OFF).
#include "kms/gbm_device.h"

namespace kmsmirror::kms {

Result<std::unique_ptr<GbmDevice>> open_gbm_device(int /*fd*/) {
    return failure(ENOTSUP);
}

}  // namespace kmsmirror::kms
