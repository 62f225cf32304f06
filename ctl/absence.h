// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {

// The daemon or what is named is not there, or another client has it: that may change by itself.
class Absence : public Failure {
public:
    using Failure::Failure;
};

}  // namespace kmsmirror::ctl
