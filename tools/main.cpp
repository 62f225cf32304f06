// SPDX-License-Identifier: MIT
#include "tools/program.h"

int main(int argc, char** argv) {
    return kmsmirror::tools::run_program(argc, argv);
}
