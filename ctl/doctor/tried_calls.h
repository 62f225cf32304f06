// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/result.h"

namespace kmsmirror::ctl::doctor {

// A call, by its uapi name, and what came of it; no error = 0.
struct TriedCall {
    std::string call;
    std::error_code error;
    bool operator==(const TriedCall&) const = default;
};

// The calls of a trial, in the order in which they were made. It ends with the first that fails.
class TriedCalls {
public:
    // `result` came of these calls, made one after the other, those before the one that failed worked; or another one
    // failed before them. `by` says who was asked, where that is not the driver that shows the buffer.
    template <class T>
    [[nodiscard]] CallResult<T> note(std::initializer_list<std::string_view> calls, CallResult<T> result,
                                     const std::string& by = {}) {
        add(calls, result ? nullptr : &result.error(), by);
        return result;
    }
    [[nodiscard]] std::vector<TriedCall> take() { return std::exchange(list_, {}); }

private:
    // `error`: null where all have worked.
    void add(std::initializer_list<std::string_view> calls, const CallError* error, const std::string& by);

    std::vector<TriedCall> list_;
};

}  // namespace kmsmirror::ctl::doctor
