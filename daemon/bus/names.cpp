// SPDX-License-Identifier: MIT
#include "bus/names.h"

#include <fmt/format.h>

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

}  // namespace kmsmirror::bus
