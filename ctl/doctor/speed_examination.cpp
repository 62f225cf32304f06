// SPDX-License-Identifier: MIT
#include "ctl/doctor/speed_examination.h"

#include <fmt/format.h>

namespace kmsmirror::ctl::doctor {

std::vector<Finding> SpeedExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    for (const UsbDisplay& display : facts.usb_displays) {
        if (display.speed.empty())
            findings.push_back(note(fmt::format("How fast the connection of {} is is not known", display.words())));
        else if (display.speed == "1.5" || display.speed == "12")
            findings.push_back(problem(
                fmt::format("{} is connected with {} MBit/s: a picture takes seconds", display.words(), display.speed),
                "Try another port, another cable, and without hubs: USB 2.0 has 480 MBit/s"));
        else
            findings.push_back(ok(fmt::format("{} is connected with {} MBit/s", display.words(), display.speed)));
    }
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
