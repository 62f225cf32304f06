// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "tests/vm/emulator/display_factory.h"
#include "tests/vm/emulator/edid.h"
#include "tests/vm/emulator/session.h"
#include "tests/vm/emulator/vhci_port.h"

namespace kmsmirror::emulator {

// What a display always does, also after it was unplugged and plugged in again.
struct Habits {
    EdidAnswer edid = EdidAnswer::good;
    bool refuses_modes = false;
    std::optional<std::uint64_t> bytes_per_second;  // of bulk transfers; nothing = no limit
};

struct KnownDisplay {
    PlugOptions options;
    Habits habits;
    std::shared_ptr<Session> session;  // none while it is unplugged
    unsigned port = 0;

    [[nodiscard]] bool is_connected() const { return session && session->state().is_connected; }
};

// The displays by their names, from the first plug on. Thread-safe. An unknown name is a std::invalid_argument, and so
// is a display that should be plugged in and is not.
class Displays {
public:
    // How a display gets to a port.
    using Attach = Attachment (*)(std::optional<unsigned> wanted_port);

    explicit Displays(Attach attach = attach_high_speed) : attach_(attach) {}

    // NAME udl|gud KEY=VALUE..., or the NAME alone of one that was plugged in before. Also one that has vanished may be
    // plugged in. Returns its port.
    unsigned plug(std::span<const std::string> words);
    // As if its cable were pulled; returns when the kernel has let go of it.
    void unplug(const std::string& name);
    // Pulls all cables, which also ends every command that waits.
    void unplug_all();

    void change_habits(const std::string& name, const std::function<void(Habits&)>& change);

    [[nodiscard]] KnownDisplay find(const std::string& name);
    [[nodiscard]] KnownDisplay find_plugged(const std::string& name);
    [[nodiscard]] std::map<std::string, KnownDisplay> all() const;

private:
    // Needs the lock.
    [[nodiscard]] KnownDisplay& known(const std::string& name);

    Attach attach_;
    mutable std::mutex mutex_;
    std::map<std::string, KnownDisplay> displays_;
};

}  // namespace kmsmirror::emulator
