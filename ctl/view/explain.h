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

// What to do where no display is seen on a connector of the card with that device node.
[[nodiscard]] std::string connect_advice(const std::string& device_path, const std::string& connector);

// Nothing when all is well. What is not known is told as the daemon says it. Of the daemon: why there is no source.
[[nodiscard]] std::optional<Explanation> explain_state(const Status& status);
[[nodiscard]] std::optional<Explanation> explain_state(const Source& source);
[[nodiscard]] std::optional<Explanation> explain_state(const Sink& sink);

// Whether it is about to show the source, or cannot; not where somebody wants nothing, or something else, to be shown.
[[nodiscard]] bool shows_the_source(const Sink& sink);

// The same as a list; of a sink its state, its picture and its path, as far as they matter.
[[nodiscard]] std::vector<Explanation> explain(const Status& status);
[[nodiscard]] std::vector<Explanation> explain(const Source& source);
[[nodiscard]] std::vector<Explanation> explain(const Sink& sink, const Status& status);

}  // namespace kmsmirror::ctl
