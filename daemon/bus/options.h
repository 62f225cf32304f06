// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bus/compat.h"

namespace kmsmirror::bus {

using Dictionary = std::map<std::string, sdbus::Variant>;

// The a{sv} argument of a method. Each option is taken once; then finish() refuses what is left, so that a client
// learns that an option it relies on does not exist, and which there are: those that were asked for. Both throw the
// D-Bus error InvalidArgs, which calls an entry `what`, for example "option".
class Options {
public:
    explicit Options(Dictionary options, const char* what = "option");

    template <class Value>
    [[nodiscard]] std::optional<Value> take(const std::string& name) {
        known_.push_back(name);
        const auto option = options_.extract(name);
        if (!option)
            return std::nullopt;
        if (!option.mapped().template containsValueOfType<Value>())
            throw type_error(name, sdbus::Variant(Value{}), option.mapped());
        return option.mapped().template get<Value>();
    }
    void finish() const;

private:
    [[nodiscard]] sdbus::Error type_error(const std::string& name, const sdbus::Variant& expected,
                                          const sdbus::Variant& given) const;

    Dictionary options_;
    const char* what_;
    std::vector<std::string> known_;
};

}  // namespace kmsmirror::bus
