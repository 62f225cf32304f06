// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// A folder that looks like a board to System, removed at the end. A new one is healthy: a display in the SoC, a udl and
// a gud display on USB, the daemon running as a service. Tests take away or change what they are about.
class FakeMachine {
public:
    FakeMachine();
    ~FakeMachine();
    FakeMachine(const FakeMachine&) = delete;
    FakeMachine& operator=(const FakeMachine&) = delete;

    void write(const std::string& path, const std::string& text) const;
    void link(const std::string& path, const std::string& target) const;
    void remove(const std::string& path) const;
    // Where the file really is.
    [[nodiscard]] std::string path_of(const std::string& path) const;

    // A USB device with one interface; without a driver when that is empty.
    void plug(const std::string& name, const std::string& id, const std::string& driver,
              const std::string& speed = "480") const;
    // A card of the device, which is "platform" or the name of a USB device.
    void add_card(const std::string& name, const std::string& device, const std::string& driver,
                  const std::string& connector) const;
    void set_master(const std::string& card, const std::string& command, const std::string& pid) const;

    // What programs say, by their first word; those that are not here fail.
    std::map<std::string, std::string> programs;

    [[nodiscard]] System system() const;

private:
    std::filesystem::path root_;
};

// Of the daemon on that board, which shows frames on both displays without a copy.
[[nodiscard]] Status healthy_status();

// An EDID as sysfs has it.
[[nodiscard]] std::string edid_bytes(const std::string& serial);

}  // namespace kmsmirror::ctl::doctor
