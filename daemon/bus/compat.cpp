// SPDX-License-Identifier: MIT
#include "bus/compat.h"

#include <systemd/sd-bus.h>

namespace kmsmirror::bus::compat {

namespace {

// Never made: it may name the protected member.
struct OpenMessage : sdbus::Message {
    static sd_bus_message* of(const sdbus::Message& message) {
        return static_cast<sd_bus_message*>(message.*(&OpenMessage::msg_));
    }
};

}  // namespace

bool allows_interactive_authorization(const sdbus::Message& message) {
    return sd_bus_message_get_allow_interactive_authorization(OpenMessage::of(message)) > 0;
}

}  // namespace kmsmirror::bus::compat
