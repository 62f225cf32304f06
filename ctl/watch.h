// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "ctl/context.h"
#include "ctl/view/rates.h"

namespace kmsmirror::ctl {

// Asks the daemon for its status every second and shows it, on a cleared screen if it is a terminal and text, until the
// program is ended or a call fails (Failure). `rates` is null the first time.
[[noreturn]] void watch(Context& context, const std::function<void(const Status& status, const Rates* rates)>& show);

}  // namespace kmsmirror::ctl
