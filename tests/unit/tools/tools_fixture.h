// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "fake_daemon.h"
#include "tests/bus/private_bus.h"

namespace kmsmirror::test {

struct Outcome {
    int exit_code;  // of the last command of a pipe; 128 + N if signal N ended it
    std::string output;
};

// Runs programs against a daemon without a display on a private bus, which is the session bus and the system bus.
class Tools : public testing::Test {
protected:
    [[nodiscard]] Outcome run(const std::string& command) const {
        const std::string script = fmt::format(
            "exec 2>&1; PATH={}:{}; export DBUS_SESSION_BUS_ADDRESS={}; "
            "export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; {}",
            KMSMIRROR_TOOLS, KMSMIRROR_BAD_CLIENT, bus.address(), command);
        FILE* pipe = ::popen(fmt::format("sh -c '{}'", script).c_str(), "r");
        Outcome outcome{-1, ""};
        std::array<char, 4096> part{};
        while (const std::size_t bytes = std::fread(part.data(), 1, part.size(), pipe))
            outcome.output.append(part.data(), bytes);
        const int status = ::pclose(pipe);
        outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return outcome;
    }

    PrivateBus bus;
    FakeDaemon daemon{bus.address(), {160, 100}};
};

}  // namespace kmsmirror::test
