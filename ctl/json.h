// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

namespace kmsmirror::ctl {

// Keys stay in the order in which they are documented.
using Json = nlohmann::ordered_json;

}  // namespace kmsmirror::ctl
