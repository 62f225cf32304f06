// SPDX-License-Identifier: MIT
#include "bus/options.h"

#include <fmt/format.h>

#include <utility>

#include "bus/errors.h"

namespace kmsmirror::bus {

Options::Options(Dictionary options) : options_(std::move(options)) {}

bool Options::take_bool(const std::string& name, bool default_value) {
    const auto option = options_.extract(name);
    if (!option)
        return default_value;
    const std::string type = option.mapped().peekValueType();
    if (type != "b")
        throw invalid_args_error(fmt::format("option \"{}\" must have type b (boolean), not {}", name, type));
    return option.mapped().get<bool>();
}

void Options::finish() const {
    if (!options_.empty())
        throw invalid_args_error(fmt::format("unknown option \"{}\"", options_.begin()->first));
}

}  // namespace kmsmirror::bus
