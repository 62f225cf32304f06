// SPDX-License-Identifier: MIT
#include "ctl/bus/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "base/text.h"
#include "ctl/absence.h"

namespace kmsmirror::ctl::bus {
namespace {

std::string errno_text(int result) {
    return std::generic_category().message(-result);
}

int checked_call(int result, const char* what) {
    if (result < 0)
        throw Failure(ExitCode::failed, fmt::format("{}: {}", what, errno_text(result)));
    return result;
}

int open_bus(const BusChoice& choice, sd_bus** bus) {
    switch (choice.kind) {
        case BusChoice::Kind::system:
            return sd_bus_open_system(bus);
        case BusChoice::Kind::session:
            return sd_bus_open_user(bus);
        case BusChoice::Kind::address:
            break;
    }
    int result = sd_bus_new(bus);
    if (result >= 0)
        result = sd_bus_set_address(*bus, choice.address.c_str());
    if (result >= 0)
        result = sd_bus_set_bus_client(*bus, 1);
    return result < 0 ? result : sd_bus_start(*bus);
}

const char* name_of(BusChoice::Kind kind) {
    return kind == BusChoice::Kind::system    ? "the system bus"
           : kind == BusChoice::Kind::session ? "the session bus"
                                              : "the message bus";
}

const char* cure_of(BusChoice::Kind kind) {
    return kind == BusChoice::Kind::system ? ": is a message bus installed, and does it run? systemctl status dbus"
           : kind == BusChoice::Kind::session
               ? ": without a login there is none; DBUS_SESSION_BUS_ADDRESS says where it is"
               : ": nothing answers at its address";
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct Error {
    sd_bus_error value{};
    Error() = default;
    ~Error() { sd_bus_error_free(&value); }
    Error(const Error&) = delete;
    Error& operator=(const Error&) = delete;
};

[[noreturn]] void fail_call(const sd_bus_error& error, int result) {
    const std::string_view name = error.name != nullptr ? error.name : "";
    const std::string text = error.message != nullptr ? printable(error.message) : errno_text(result);
    const std::string no_answer = fmt::format("kmsmirrord does not answer: {}", text);
    if (is_one_of(name, {SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER}))
        throw Absence(ExitCode::not_running, "kmsmirrord is not running");
    if (is_one_of(name, {SD_BUS_ERROR_ACCESS_DENIED, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED}))
        throw Failure(ExitCode::access_denied, text);
    if (is_one_of(name, {SD_BUS_ERROR_NO_REPLY, SD_BUS_ERROR_TIMEOUT}))
        throw Absence(ExitCode::failed, no_answer);
    if (name == SD_BUS_ERROR_DISCONNECTED)
        throw Failure(ExitCode::failed, no_answer);
    if (is_one_of(name, {SD_BUS_ERROR_UNKNOWN_OBJECT, "org.kmsmirror1.Error.NoSuchSource",
                         "org.kmsmirror1.Error.NoSuchSink", "org.kmsmirror1.Error.Busy"}))
        throw Absence(ExitCode::failed, text);
    throw Failure(ExitCode::failed, text);
}

}  // namespace

Connection::Connection(const BusChoice& choice) {
    sd_bus* bus = nullptr;
    const int result = open_bus(choice, &bus);
    bus_.reset(bus);
    if (result < 0)
        throw Failure(ExitCode::failed, fmt::format("{} cannot be reached ({}){}", name_of(choice.kind),
                                                    errno_text(result), cure_of(choice.kind)));
    // polkit may ask the user for a password
    checked_call(sd_bus_set_allow_interactive_authorization(bus_.get(), 1), "cannot set up the connection");
}

Message Connection::call(const Method& method, const Arguments& arguments, const CallRules& rules) {
    sd_bus_message* made = nullptr;
    checked_call(sd_bus_message_new_method_call(bus_.get(), &made, method.service, method.object.c_str(),
                                                method.interface, method.name),
                 method.name);
    const Message message(made);
    checked_call(sd_bus_message_set_auto_start(made, rules.may_start ? 1 : 0), method.name);
    if (arguments)
        checked_call(arguments(made), method.name);
    Error error;
    sd_bus_message* reply = nullptr;
    const auto timeout = std::chrono::duration_cast<std::chrono::microseconds>(rules.timeout);
    const int result = sd_bus_call(bus_.get(), made, static_cast<std::uint64_t>(timeout.count()), &error.value, &reply);
    if (result < 0)
        fail_call(error.value, result);
    return Message(reply);
}

void Connection::subscribe(const std::string& match) {
    (void)call({"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch"},
               [&](sd_bus_message* message) { return sd_bus_message_append(message, "s", match.c_str()); }, {});
}

Message Connection::next_signal(std::optional<std::chrono::milliseconds> timeout) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = timeout ? Clock::now() + *timeout : Clock::time_point::max();
    while (true) {
        sd_bus_message* message = nullptr;
        const int done = checked_call(sd_bus_process(bus_.get(), &message), "the connection to the bus broke");
        Message owned(message);
        if (message != nullptr && sd_bus_message_is_signal(message, nullptr, nullptr) > 0)
            return owned;
        if (done > 0)
            continue;
        std::uint64_t wait_us = UINT64_MAX;
        if (timeout) {
            const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now());
            if (left.count() <= 0)
                return nullptr;
            wait_us = static_cast<std::uint64_t>(left.count());
        }
        checked_call(sd_bus_wait(bus_.get(), wait_us), "the connection to the bus broke");
    }
}

}  // namespace kmsmirror::ctl::bus
