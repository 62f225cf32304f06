// SPDX-License-Identifier: MIT
#pragma once

namespace kmsmirror::ctl {

// The whole program: parses the command line, runs the command, tells failures on standard error. Returns the exit
// code.
int run_program(int argc, char** argv);

}  // namespace kmsmirror::ctl
