// SPDX-License-Identifier: MIT
#pragma once

#include "base/unique_fd.h"

namespace kmsmirror::control {

// What main() does in a program that answers `ask` in the background: PROGRAM SOCKET, or --help for the usage. The
// parent ends when clients can connect; `serve` goes on in the same working folder, with the socket that listens and
// with stderr. Returns the exit code.
[[nodiscard]] int run_server(int argc, char** argv, const char* usage, void (*serve)(UniqueFd listener));

}  // namespace kmsmirror::control
