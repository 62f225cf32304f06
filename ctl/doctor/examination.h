// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/settings_store.h"
#include "ctl/doctor/card.h"
#include "ctl/doctor/finding.h"
#include "ctl/doctor/system.h"
#include "ctl/doctor/usb_display.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl::doctor {

// What all examinations look at.
struct Facts {
    // Reads sysfs and the configuration; `daemon`: what kmsmirrord says, nothing if it does not answer; `silence`: why
    // not, a sentence without a full stop.
    Facts(const System& its_system, std::optional<Status> its_daemon, std::string its_silence = {});

    const System& system;
    std::optional<Status> daemon;
    std::string silence;
    std::optional<int> daemon_pid;  // of a process of that name
    config::Loaded configuration;
    config::SettingsStore::All remembered;  // by the daemon, of single displays
    std::vector<Card> cards;
    std::vector<UsbDisplay> usb_displays;
};

// One thing that is looked at.
class Examination {
public:
    Examination() = default;
    virtual ~Examination() = default;
    Examination(const Examination&) = delete;
    Examination& operator=(const Examination&) = delete;

    // A word, the same in each version: programs know findings by it.
    [[nodiscard]] virtual const char* name() const = 0;
    // May throw; that is told as a note. Failure: what the user asked for was not done, which is a problem.
    [[nodiscard]] virtual std::vector<Finding> examine(const Facts& facts) = 0;
};

}  // namespace kmsmirror::ctl::doctor
