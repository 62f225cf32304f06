// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "ctl/view/explain.h"

namespace kmsmirror::ctl {

// Which wishes rule path prime out, to follow "because", and how to get it back.
[[nodiscard]] Explanation explain_geometry(const Sink& sink, const Status& status);

// That all of the source is shown, since nothing of the region that was chosen is in it.
[[nodiscard]] std::optional<Explanation> explain_region(const Sink& sink, const Status& status);

// That fit=none cuts something off, which nobody may have meant: it was the default once.
[[nodiscard]] std::optional<Explanation> explain_cut(const Sink& sink, const Status& status);

}  // namespace kmsmirror::ctl
