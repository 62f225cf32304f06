// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/expected.h"

namespace kmsmirror {

// A value, or why there is none. Calls that may fail while the daemon runs return this; what opens or creates an
// object at start throws std::system_error instead.
template <class T>
using Result = tl::expected<T, std::error_code>;

// A kernel call that failed, as users read it: `call` is its uapi name ("ATOMIC", "PRIME_FD_TO_HANDLE"), of static
// storage.
struct CallError {
    std::string_view call;
    std::error_code error;
    bool operator==(const CallError&) const = default;
};

template <class T>
using CallResult = tl::expected<T, CallError>;

[[nodiscard]] inline tl::unexpected<CallError> call_failure(std::string_view call, std::error_code error) noexcept {
    return tl::unexpected<CallError>({call, error});
}

// The error of a system call: `errno_value` is a positive errno.
[[nodiscard]] inline std::error_code errno_error(int errno_value = errno) noexcept {
    return {errno_value, std::generic_category()};
}

[[nodiscard]] inline tl::unexpected<std::error_code> failure(int errno_value = errno) noexcept {
    return tl::unexpected<std::error_code>(errno_error(errno_value));
}

// The value, or std::system_error with `what` where a failure ends the construction of an object.
template <class T>
T value_or_throw(Result<T>&& result, const char* what) {
    if (!result)
        throw std::system_error(result.error(), what);
    return std::move(*result);
}

inline void throw_if(std::error_code error, const char* what) {
    if (error)
        throw std::system_error(error, what);
}

}  // namespace kmsmirror
