// SPDX-License-Identifier: MIT
#include "sink/committer.h"

#include "mirror/error_class.h"
#include "sink/atomic_committer.h"
#include "sink/legacy_committer.h"

namespace kmsmirror::sink {

bool is_refusal(const CallError& error) noexcept {
    return mirror::classify(error) == ErrorClass::permanent;
}

std::unique_ptr<Committer> make_committer(kms::Device& device, const kms::Pipeline& pipeline) {
    if (pipeline.is_atomic)
        return std::make_unique<AtomicCommitter>(device, pipeline);
    return std::make_unique<LegacyCommitter>(device, pipeline);
}

}  // namespace kmsmirror::sink
