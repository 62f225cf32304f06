// SPDX-License-Identifier: MIT
#include "source/source.h"

#include <algorithm>

namespace kmsmirror::source {

void Source::add(Viewer& viewer) {
    viewers_.push_back(&viewer);
}

void Source::remove(Viewer& viewer) {
    std::replace(viewers_.begin(), viewers_.end(), &viewer, static_cast<Viewer*>(nullptr));
    if (telling_ == 0)
        forget_removed();
}

bool Source::has_viewers() const noexcept {
    return std::any_of(viewers_.begin(), viewers_.end(), [](const Viewer* viewer) { return viewer != nullptr; });
}

void Source::forget_removed() noexcept {
    std::erase(viewers_, nullptr);
}

}  // namespace kmsmirror::source
