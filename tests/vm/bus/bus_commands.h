// SPDX-License-Identifier: MIT
#pragma once

#include "tests/vm/bus/system_bus.h"
#include "tests/vm/control/reply.h"

namespace kmsmirror::bushelper {

// What bushelper is asked: see its usage. For one thread.
class BusCommands {
public:
    // Never throws: what goes wrong becomes the reply.
    [[nodiscard]] control::Reply run(control::Words words);

private:
    struct Object {
        std::string path;
        std::string text;  // the property that was asked for; empty if it has none
    };

    [[nodiscard]] control::Reply run_known(control::Words words);
    [[nodiscard]] std::vector<Object> list(const std::string& kind, const std::string& property = "Driver");
    [[nodiscard]] std::string find(const std::string& which);
    [[nodiscard]] std::string paths(control::Words arguments);
    [[nodiscard]] std::string path(control::Words arguments);
    [[nodiscard]] std::string count(control::Words arguments);
    [[nodiscard]] std::string property(control::Words arguments);
    [[nodiscard]] std::string statistic(control::Words arguments);
    [[nodiscard]] std::string call(control::Words arguments);
    [[nodiscard]] std::string wait_name(control::Words arguments);
    [[nodiscard]] std::string wait_property(control::Words arguments);

    SystemBus bus_;
};

}  // namespace kmsmirror::bushelper
