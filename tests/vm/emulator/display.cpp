// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/display.h"

namespace kmsmirror::emulator {

void Display::count_error(std::string what) {
    ++counters_.errors;
    last_error_ = std::move(what);
}

void Display::end_update(bool wrote_content) {
    ++counters_.updates;
    if (!is_shown())
        return;
    if (wrote_content)
        has_content_ = true;
    else if (has_content_ && is_picture_black())
        see_black();
}

void Display::output_changed() {
    const bool shows_content = is_shown() && !is_picture_black();
    if (has_content_ && !shows_content)
        see_black();
    has_content_ = shows_content;
}

void Display::see_black() {
    ++counters_.black_moments;
    has_content_ = false;
}

}  // namespace kmsmirror::emulator
