// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <memory>

#include "base/unique_fd.h"
#include "ctl/json.h"

namespace kmsmirror::ctl::bus {

struct MessageDeleter {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, MessageDeleter>;

// The next argument of any type: structs become arrays, a{s*} becomes an object, variants what is in them, file
// descriptors null. All strings are made printable. Throws std::system_error when there is none.
[[nodiscard]] Json read_value(sd_bus_message* message);

// The next argument, which must be a file descriptor, as a copy. Throws std::system_error.
[[nodiscard]] UniqueFd read_fd(sd_bus_message* message);

}  // namespace kmsmirror::ctl::bus
