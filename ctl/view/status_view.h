// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/model/status.h"
#include "ctl/output.h"
#include "ctl/view/explain.h"
#include "ctl/view/rates.h"

namespace kmsmirror::ctl {

// Everything on one screen. With `rates` frames a second, else how many there were.
[[nodiscard]] std::string status_text(const Status& status, const Rates* rates, const Output& output);

// The same as JSON: with "explanations" of all, and the "rates" of sources and sinks when they are known.
[[nodiscard]] Json status_json(const Status& status, const Rates* rates);

// All of a sink but what is said about it.
[[nodiscard]] Json sink_json(const Sink& sink, const Status& status);

// A list of {"why", "advice"}, where there is no advice null.
[[nodiscard]] Json explanations_json(const std::vector<Explanation>& explanations);
// As indented lines; "" when there are none.
[[nodiscard]] std::string explanations_text(const std::vector<Explanation>& explanations, const Output& output,
                                            std::size_t indent);

}  // namespace kmsmirror::ctl
