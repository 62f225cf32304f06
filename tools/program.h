// SPDX-License-Identifier: MIT
#pragma once

namespace kmsmirror::tools {

// kmsmirror-pattern: test pictures to the display of a source, or as raw frames to standard output. Returns its exit
// code.
int run_program(int argc, char** argv);

}  // namespace kmsmirror::tools
