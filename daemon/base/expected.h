// SPDX-License-Identifier: MIT
#pragma once

#include <version>

// tl::expected is std::expected of C++23 where the standard library has all of it, and else that of the library
// tl-expected, which does the same in C++20.
#if defined(__cpp_lib_expected) && __cpp_lib_expected >= 202211L

#include <expected>

namespace tl {
using std::expected;
using std::unexpected;
}  // namespace tl

#else

#include <tl/expected.hpp>

#endif
