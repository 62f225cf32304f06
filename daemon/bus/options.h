// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "bus/compat.h"

namespace kmsmirror::bus {

using Dictionary = std::map<std::string, sdbus::Variant>;

// The a{sv} argument of a method. Each option is taken once; then finish() refuses what is left, so that a client
// learns that an option it relies on does not exist. Both throw the D-Bus error InvalidArgs.
class Options {
public:
    explicit Options(Dictionary options);

    [[nodiscard]] bool take_bool(const std::string& name, bool default_value);
    void finish() const;

private:
    Dictionary options_;
};

}  // namespace kmsmirror::bus
