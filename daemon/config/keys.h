// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/config.h"

namespace kmsmirror::config {

// One key of the configuration. `set` takes any bytes; an empty value sets the built-in default. For what breaks the
// rule it changes nothing and returns false. `rule` completes the sentence "the value must be ...". `text` is a value
// that sets what the configuration has.
struct Key {
    std::string_view section;
    std::string_view name;
    std::string_view rule;
    bool (*set)(Config&, std::string_view value);
    std::string (*text)(const Config&);
};

// All of kmsmirror.conf, in the order in which people read them.
[[nodiscard]] std::span<const Key> all_keys() noexcept;

// Null if there is no such key.
[[nodiscard]] const Key* find_key(std::string_view section, std::string_view name) noexcept;

}  // namespace kmsmirror::config
