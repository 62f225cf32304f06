// SPDX-License-Identifier: MIT
#include "ctl/view/rates.h"

#include <fmt/format.h>

#include <algorithm>

namespace kmsmirror::ctl {
namespace {

template <class T>
const Json* statistics_in(const std::vector<T>& values, const std::string& id) {
    const auto found = std::find_if(values.begin(), values.end(), [&](const T& value) { return value.id == id; });
    return found == values.end() ? nullptr : &found->statistics;
}

}  // namespace

Json Rates::between(const Json& before, const Json& now) const {
    Json rates = Json::object();
    for (const auto& [name, value] : now.items()) {
        const std::uint64_t then = counter(before, name.c_str());
        const std::uint64_t count = counter(now, name.c_str());
        if (before.contains(name) && count >= then)
            rates[name] = static_cast<double>(count - then) / elapsed_.count();
    }
    return rates;
}

Json Rates::of(const Source& now) const {
    const Json* before = statistics_in(before_.sources, now.id);
    return before != nullptr ? between(*before, now.statistics) : Json::object();
}

Json Rates::of(const Sink& now) const {
    const Json* before = statistics_in(before_.sinks, now.id);
    return before != nullptr ? between(*before, now.statistics) : Json::object();
}

std::string rate_words(const Json& rates, const char* name) {
    const auto found = rates.find(name);
    return found == rates.end() ? "-" : fmt::format("{:.1f}", found->get<double>());
}

}  // namespace kmsmirror::ctl
