// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/model/status.h"
#include "ctl/output.h"
#include "ctl/view/rates.h"

namespace kmsmirror::ctl {

// Everything on one screen. With `rates` frames a second, else how many there were.
[[nodiscard]] std::string status_text(const Status& status, const Rates* rates, const Output& output);

// The same as JSON: with "explanations" of each sink, and its and each source's "rates" when they are known.
[[nodiscard]] Json status_json(const Status& status, const Rates* rates);

// A list of {"why", "advice"}, where there is no advice null.
[[nodiscard]] Json explanations_json(const Sink& sink, const Status& status);
// As indented lines; "" when all is well.
[[nodiscard]] std::string explanations_text(const Sink& sink, const Status& status, const Output& output,
                                            std::size_t indent);

}  // namespace kmsmirror::ctl
