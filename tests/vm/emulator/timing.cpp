// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/timing.h"

#include <algorithm>
#include <array>

namespace kmsmirror::emulator {
namespace {

constexpr std::array<Timing, 7> known_timings = {{
    {25175, 640, 656, 752, 800, 480, 490, 492, 525, false, false},
    {40000, 800, 840, 968, 1056, 600, 601, 605, 628, true, true},
    {65000, 1024, 1048, 1184, 1344, 768, 771, 777, 806, false, false},
    {74250, 1280, 1390, 1430, 1650, 720, 725, 730, 750, true, true},
    {83500, 1280, 1352, 1480, 1680, 800, 803, 809, 831, false, true},
    {108000, 1280, 1328, 1440, 1688, 1024, 1025, 1028, 1066, true, true},
    {148500, 1920, 2008, 2052, 2200, 1080, 1084, 1089, 1125, true, true},
}};

// CVT tells the aspect ratio by the width of the vertical sync pulse.
std::uint32_t cvt_vsync_lines(Size size) {
    const std::uint32_t w = size.width;
    const std::uint32_t h = size.height;
    if (w * 3 == h * 4)
        return 4;
    if (w * 9 == h * 16)
        return 5;
    if (w * 10 == h * 16)
        return 6;
    if (w * 4 == h * 5 || w * 9 == h * 15)
        return 7;
    return 10;
}

// CVT 1.1 section 5: reduced blanking, version 1, 60 Hz.
Timing cvt_reduced_blanking(Size size) {
    constexpr double frame_us = 1e6 / 60.0;
    constexpr double least_blank_us = 460.0;
    const std::uint32_t vsync = cvt_vsync_lines(size);
    const double line_us = (frame_us - least_blank_us) / size.height;
    const auto blank_for_time = static_cast<std::uint32_t>(least_blank_us / line_us) + 1;
    const std::uint32_t blank = std::max(blank_for_time, 3 + vsync + 6);

    Timing timing;
    timing.hdisplay = size.width;
    timing.hsync_start = size.width + 48;
    timing.hsync_end = timing.hsync_start + 32;
    timing.htotal = size.width + 160;
    timing.vdisplay = size.height;
    timing.vsync_start = size.height + 3;
    timing.vsync_end = timing.vsync_start + vsync;
    timing.vtotal = size.height + blank;
    timing.clock_khz = timing.htotal * timing.vtotal * 60 / 250'000 * 250;
    timing.hsync_positive = true;
    return timing;
}

}  // namespace

Timing timing_for(Size size) {
    const auto* const known = std::ranges::find_if(known_timings, [size](const Timing& timing) {
        return timing.hdisplay == size.width && timing.vdisplay == size.height;
    });
    return known != known_timings.end() ? *known : cvt_reduced_blanking(size);
}

}  // namespace kmsmirror::emulator
