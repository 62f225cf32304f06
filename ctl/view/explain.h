// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// Why a source or a sink does not show the picture, or not in the best way: one plain sentence each.
struct Explanation {
    std::string why;
    std::string advice;  // what to do about it; empty when nothing can be done
};

// Nothing when all is well. What is not known is told as the daemon says it.
[[nodiscard]] std::optional<Explanation> explain_state(const Source& source);
[[nodiscard]] std::optional<Explanation> explain_state(const Sink& sink);
[[nodiscard]] std::optional<Explanation> explain_path(const Sink& sink, const Status& status);

// Both of a sink, as far as they matter.
[[nodiscard]] std::vector<Explanation> explain(const Sink& sink, const Status& status);

}  // namespace kmsmirror::ctl
