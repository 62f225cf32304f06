// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <algorithm>
#include <functional>

namespace kmsmirror {

std::string printable(std::string_view text) {
    std::string result(text);
    std::replace_if(result.begin(), result.end(), std::not_fn(is_printable), '?');
    return result;
}

}  // namespace kmsmirror
