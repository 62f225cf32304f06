// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>

namespace kmsmirror::test {

// The interfaces of an introspection document as name="NAME", each with its members as text; comments, blanks and order
// count for nothing.
[[nodiscard]] std::map<std::string, std::set<std::string>> interfaces_of(const std::string& xml);

}  // namespace kmsmirror::test
