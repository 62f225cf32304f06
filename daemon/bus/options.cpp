// SPDX-License-Identifier: MIT
#include "bus/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "bus/arguments.h"
#include "bus/errors.h"

namespace kmsmirror::bus {

Options::Options(Dictionary options, const char* what) : options_(std::move(options)), what_(what) {}

void Options::finish() const {
    if (options_.empty())
        return;
    throw invalid_args_error(
        fmt::format("unknown {} {}; {}", what_, quoted(options_.begin()->first),
                    known_.empty() ? "none are known" : fmt::format("known are {}", fmt::join(known_, ", "))));
}

sdbus::Error Options::type_error(const std::string& name, const sdbus::Variant& expected,
                                 const sdbus::Variant& given) const {
    const std::string right = expected.peekValueType();
    const std::string wrong = given.peekValueType();
    return invalid_args_error(fmt::format("{} \"{}\" must have type {}, not {}", what_, name, right, wrong));
}

}  // namespace kmsmirror::bus
