// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/context.h"

namespace kmsmirror::ctl {

// Prints what a shell can offer: a word, a tab and what it stands for on each line. `kind` is "sinks", "sources",
// "displays" (both) or "commands"; nothing is printed for others, nor when the daemon does not answer.
void print_completions(Context& context, const std::string& kind);

}  // namespace kmsmirror::ctl
