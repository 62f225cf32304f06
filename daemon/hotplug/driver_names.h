// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hotplug/card.h"
#include "loop/event_loop.h"

namespace kmsmirror::hotplug {

// What the driver of the card with that device node calls itself (DRM_IOCTL_VERSION); empty = it does not say. May
// block. When it returns, the node is closed again.
using AskDriver = std::function<std::string(const std::string& node)>;

// Puts into the events of UdevMonitor what a card's driver calls itself, as Drivers= has it: "vkms" or "exynos", where
// sysfs has the name of the bus driver, "faux_driver" or "exynos-drm". Main thread.
//
// No file tells that name: debugfs is for root, and fbdev has it only where there is fbdev. To open a card is not free
// of effects: the first opener of a primary node is its master (drm_master_open()), whatever the flags, and the last
// one that closes it gives the console back to the display, a mode set. So as few as possible are asked:
// - none as long as Drivers= has only names that the bus driver has as well, as the default ones do;
// - none whose bus driver is in Drivers=: it is a sink, and its own thread will open it;
// - the others by their render node, which has no master; only those without one, or where it may not be opened, by the
//   primary node, for the time of one call, and not if the card is the desktop's (see is_desktops()).
// A thread of its own asks each, as opening may wake up a graphics processor and closing may wait for USB. What comes
// soon is waited for, so that cards are reported in their order; else the card is reported when it has answered.
class DriverNames {
public:
    DriverNames(loop::EventLoop& loop, AskDriver ask, std::function<void(const CardEvent&)> on_event,
                std::chrono::milliseconds soon = std::chrono::milliseconds(100));
    // Leaves threads that still wait for a card alone.
    ~DriverNames();
    DriverNames(const DriverNames&) = delete;
    DriverNames& operator=(const DriverNames&) = delete;

    // Drivers=. A card that is there is asked if it has to be now, and is reported as changed if that tells something.
    void set_listed(std::vector<std::string> drivers);
    void handle(const CardEvent& event);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::hotplug
