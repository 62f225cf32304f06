// SPDX-License-Identifier: MIT
#include "ctl/doctor/tried_calls.h"

#include <algorithm>

namespace kmsmirror::ctl::doctor {

void TriedCalls::add(std::initializer_list<std::string_view> calls, const CallError* error, const std::string& by) {
    const auto push = [&](std::string_view call, std::error_code code) {
        list_.push_back({by.empty() ? std::string(call) : std::string(call) + " by " + by, code});
    };
    const auto* const failed = error == nullptr ? calls.end() : std::ranges::find(calls, error->call);
    if (error == nullptr || failed != calls.end())
        std::for_each(calls.begin(), failed, [&](std::string_view call) { push(call, {}); });
    if (error != nullptr)
        push(error->call, error->error);
}

}  // namespace kmsmirror::ctl::doctor
