// SPDX-License-Identifier: MIT
#pragma once

namespace kmsmirror {

// What stands for colours that a display has not.
enum class Dither {
    none,     // the nearest one that is not brighter
    ordered,  // a pattern of two that it has
    mono,     // a pattern of black and white, whatever it has
};

}  // namespace kmsmirror
