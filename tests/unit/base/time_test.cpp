// SPDX-License-Identifier: MIT
#include <sys/types.h>

#include <ctime>

// Boards of 32 bits are built, but run no unit tests: what is not so is an error of the compiler there.
static_assert(sizeof(std::time_t) == 8, "time goes on after 2038");
static_assert(sizeof(off_t) == 8, "files and devices have offsets beyond 2 GB");
