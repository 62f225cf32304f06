// SPDX-License-Identifier: MIT
#include "bus/names.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace kmsmirror::bus {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string object_path(std::string_view prefix, std::string_view id) {
    std::string path(prefix);
    if (id.empty())
        return path + '_';
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (is_letter(id[i]) || (i > 0 && is_digit(id[i])))
            path += id[i];
        else
            fmt::format_to(std::back_inserter(path), "_{:02x}", static_cast<unsigned char>(id[i]));
    }
    return path;
}

std::optional<std::string> id_of(std::string_view prefix, std::string_view path) {
    if (!path.starts_with(prefix))
        return std::nullopt;
    std::string id;
    for (std::string_view rest = path.substr(prefix.size()); !rest.empty();) {
        unsigned char byte = 0;
        if (rest.front() != '_') {
            id += rest.front();
            rest.remove_prefix(1);
            continue;
        }
        const std::string_view digits = rest.substr(1, 2);
        if (std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16).ec != std::errc())
            return std::nullopt;
        id += static_cast<char>(byte);
        rest.remove_prefix(1 + digits.size());
    }
    // Only one spelling of an id is its path.
    return id.empty() || object_path(prefix, id) != path ? std::nullopt : std::optional(id);
}

}  // namespace kmsmirror::bus
