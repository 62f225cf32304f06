// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ctl/model/placed_picture.h"
#include "ctl/model/status.h"
#include "ctl/output.h"

// Values as people read them.
namespace kmsmirror::ctl {

// "1024x768@59.94"; "none" when none is set.
[[nodiscard]] std::string mode_words(const Mode& mode);
// "59.94", of mHz.
[[nodiscard]] std::string hertz_words(std::uint32_t mhz);
// "17 bytes", "4.7 MiB".
[[nodiscard]] std::string byte_words(double bytes);
// "Dell U2412", or the USB port's or the driver's name of a display without a name.
[[nodiscard]] std::string display_words(const Sink& sink);
// "0,0,1920,1080"; "" of one that is empty.
[[nodiscard]] std::string rect_words(const Rect& rect);
// "1 0 0 0 1 0", as LIBINPUT_CALIBRATION_MATRIX has it.
[[nodiscard]] std::string matrix_words(const CalibrationMatrix& matrix);

// How good a state of the daemon, a source or a sink is.
[[nodiscard]] Colour state_colour(std::string_view state);

// `text` in lines of at most `width` columns, `indent` spaces before each; 0 = one line. Ends with a line feed.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace kmsmirror::ctl
