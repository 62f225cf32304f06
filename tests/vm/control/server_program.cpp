// SPDX-License-Identifier: MIT
#include "tests/vm/control/server_program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/vm/control/control_socket.h"
#include "tests/vm/control/throw_errno.h"

namespace kmsmirror::control {

int run_server(int argc, char** argv, const char* usage, void (*serve)(UniqueFd listener)) {
    const std::string_view argument = argc == 2 ? argv[1] : "-";
    if (argument.starts_with('-')) {
        const bool is_wanted = argument == "--help";
        fmt::print(is_wanted ? stdout : stderr, "{}", usage);
        return is_wanted ? 0 : exit_misuse;
    }
    try {
        UniqueFd listener = listen_on(argv[1]);
        if (::daemon(1, 1) != 0)
            throw_errno("daemon");
        serve(std::move(listener));
        ::unlink(argv[1]);
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", argv[0], error.what());
        return exit_judged_failure;
    }
}

}  // namespace kmsmirror::control
