// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "hotplug/card.h"
#include "loop/event_loop.h"

namespace kmsmirror::hotplug {

// Reports display cards that are there, come, go and change, on the loop's thread. Where no udevd runs it listens to
// the kernel itself. A card with the udev property KMSMIRROR_IGNORE=1 counts as not there. Every added card is reported
// removed before it is added again. Sysfs says whether a card is there, events only when to look: one that is said to
// be removed and is still there is not reported. May be destroyed inside its own callback.
class UdevMonitor {
public:
    // Throws std::system_error when udev cannot be listened to.
    UdevMonitor(loop::EventLoop& loop, std::function<void(const CardEvent&)> on_event);
    ~UdevMonitor();
    UdevMonitor(const UdevMonitor&) = delete;
    UdevMonitor& operator=(const UdevMonitor&) = delete;

    // Reports the cards that are there, in the order of their names, before it returns; then what happens.
    void start();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::hotplug
