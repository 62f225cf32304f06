// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/context.h"
#include "tools/screen.h"

namespace kmsmirror::ctl {

struct SessionWish {
    std::string source;    // its name; empty = the first
    bool replace = false;  // also when another client has it
    bool wait = false;     // until it can be had, and says on standard error what for
};

// Opens a session in which frames can be shown; lets the bus start the daemon where it does not run. Throws Failure.
[[nodiscard]] tools::SessionPtr open_session(Context& context, const SessionWish& wish);

}  // namespace kmsmirror::ctl
