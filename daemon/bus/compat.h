// SPDX-License-Identifier: MIT
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <chrono>
#include <optional>
#include <string>

// What differs between sdbus-c++ 1 and 2, as far as this folder uses it.
namespace kmsmirror::bus::compat {

// event_fd is -1 where there is none. The deadline is on CLOCK_MONOTONIC, as std::chrono::steady_clock on Linux.
struct PollData {
    int fd = -1;
    short events = 0;
    int event_fd = -1;
    std::optional<std::chrono::steady_clock::time_point> deadline;
};

// Who called the method that is being handled.
struct Caller {
    std::string name;             // unique on the bus
    bool is_interactive = false;  // it lets people be asked for a password
};

// A message's flag of that name, which no version gives.
[[nodiscard]] bool allows_interactive_authorization(const sdbus::Message& message);

#if KMSMIRROR_SDBUS_MAJOR >= 2

using sdbus::InterfaceName;
using sdbus::PropertyName;
using sdbus::ServiceName;
using ErrorName = sdbus::Error::Name;
using MaybeError = std::optional<sdbus::Error>;

inline sdbus::Message current_message(const sdbus::IObject& object) {
    return object.getCurrentlyProcessedMessage();
}

inline bool process(sdbus::IConnection& connection) {
    return connection.processPendingEvent();
}

inline PollData poll_data(const sdbus::IConnection& connection) {
    const auto data = connection.getEventLoopPollData();
    PollData result{data.fd, data.events, data.eventFd, {}};
    if (data.timeout != std::chrono::microseconds::max())
        result.deadline = std::chrono::steady_clock::time_point(data.timeout);
    return result;
}

#else

using InterfaceName = std::string;
using PropertyName = std::string;
using ServiceName = std::string;
using ErrorName = std::string;
using MaybeError = const sdbus::Error*;

inline const sdbus::Message& current_message(const sdbus::IObject& object) {
    return *object.getCurrentlyProcessedMessage();
}

inline bool process(sdbus::IConnection& connection) {
    return connection.processPendingRequest();
}

inline PollData poll_data(const sdbus::IConnection& connection) {
    const auto data = connection.getEventLoopPollData();
    PollData result{data.fd, data.events, -1, {}};
    if (data.timeout_usec != UINT64_MAX)
        result.deadline = std::chrono::steady_clock::time_point(std::chrono::microseconds(data.timeout_usec));
    return result;
}

#endif

[[nodiscard]] inline Caller current_caller(const sdbus::IObject& object) {
    const auto& message = current_message(object);
    return {message.getSender(), allows_interactive_authorization(message)};
}

}  // namespace kmsmirror::bus::compat
