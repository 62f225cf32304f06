// SPDX-License-Identifier: MIT
#include "ctl/program.h"

int main(int argc, char** argv) {
    return kmsmirror::ctl::run_program(argc, argv);
}
