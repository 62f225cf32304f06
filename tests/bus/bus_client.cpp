// SPDX-License-Identifier: MIT
#include "bus_client.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <system_error>

namespace kmsmirror::test {

void check_bus(int result, const char* what) {
    if (result < 0)
        throw std::system_error(-result, std::generic_category(), what);
}

namespace {

constexpr std::chrono::seconds longest_wait{20};

std::string basic_text(sd_bus_message* message, char type) {
    union {
        int b;
        std::int32_t i;
        std::uint32_t u;
        std::uint64_t t;
        int h;
        const char* s;
    } value{};
    check_bus(sd_bus_message_read_basic(message, type, &value), "read an argument");
    switch (type) {
        case SD_BUS_TYPE_BOOLEAN:
            return value.b != 0 ? "true" : "false";
        case SD_BUS_TYPE_INT32:
            return fmt::to_string(value.i);
        case SD_BUS_TYPE_UINT32:
            return fmt::to_string(value.u);
        case SD_BUS_TYPE_UINT64:
            return fmt::to_string(value.t);
        case SD_BUS_TYPE_UNIX_FD:
            return "fd";
        case SD_BUS_TYPE_STRING:
        case SD_BUS_TYPE_OBJECT_PATH:
            return fmt::format("\"{}\"", value.s);
        default:
            throw std::runtime_error(fmt::format("an argument of type {}", type));
    }
}

UniqueFd first_fd(sd_bus_message* message) {
    char type = 0;
    int fd = -1;
    if (sd_bus_message_peek_type(message, &type, nullptr) <= 0 || type != SD_BUS_TYPE_UNIX_FD)
        return UniqueFd();
    check_bus(sd_bus_message_read_basic(message, type, &fd), "read a file descriptor");
    check_bus(sd_bus_message_rewind(message, 1), "rewind a message");
    return UniqueFd(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

}  // namespace

std::string rest_text(sd_bus_message* message, const char* separator) {
    std::string text;
    for (char type = 0; sd_bus_message_peek_type(message, &type, nullptr) > 0;) {
        if (!text.empty())
            text += separator;
        const char* contents = nullptr;
        check_bus(sd_bus_message_peek_type(message, &type, &contents), "peek at an argument");
        if (contents == nullptr) {
            text += basic_text(message, type);
            continue;
        }
        check_bus(sd_bus_message_enter_container(message, type, contents), "enter a container");
        switch (type) {
            case SD_BUS_TYPE_DICT_ENTRY:
                text += rest_text(message, ": ");
                break;
            case SD_BUS_TYPE_ARRAY:
                text +=
                    contents[0] == '{' ? '{' + rest_text(message, ", ") + '}' : '[' + rest_text(message, ", ") + ']';
                break;
            case SD_BUS_TYPE_STRUCT:
                text += fmt::format("({})", rest_text(message, ", "));
                break;
            default:
                text += rest_text(message, ", ");
        }
        check_bus(sd_bus_message_exit_container(message), "leave a container");
    }
    return text;
}

BusClient::BusClient(const std::string& address) {
    sd_bus* bus = nullptr;
    check_bus(sd_bus_new(&bus), "create a bus connection");
    bus_.reset(bus);
    check_bus(sd_bus_set_address(bus, address.c_str()), "set the bus address");
    check_bus(sd_bus_set_bus_client(bus, 1), "be a bus client");
    check_bus(sd_bus_negotiate_fds(bus, 1), "ask for file descriptors");
    check_bus(sd_bus_start(bus), "connect");
    check_bus(sd_bus_add_match(bus, nullptr, "type='signal',path_namespace='/org/kmsmirror1'", on_signal, this),
              "add a match");
}

int BusClient::on_signal(sd_bus_message* message, void* self, sd_bus_error*) {
    static_cast<BusClient*>(self)->signals_.push_back(
        {sd_bus_message_get_path(message), sd_bus_message_get_member(message), rest_text(message, ", ")});
    return 0;
}

Reply BusClient::call(const std::string& path, const std::string& interface, const std::string& method,
                      const std::function<void(sd_bus_message*)>& fill) {
    sd_bus_message* request = nullptr;
    sd_bus_message* answer = nullptr;
    sd_bus_error error{};
    check_bus(sd_bus_message_new_method_call(bus_.get(), &request, "org.kmsmirror1", path.c_str(), interface.c_str(),
                                             method.c_str()),
              "create a call");
    if (fill)
        fill(request);
    Reply reply;
    constexpr std::uint64_t timeout_us = std::chrono::microseconds(longest_wait).count();
    if (sd_bus_call(bus_.get(), request, timeout_us, &error, &answer) < 0) {
        reply.error_name = error.name;
        reply.error_text = error.message;
    } else {
        reply.fd = first_fd(answer);
        reply.text = rest_text(answer, ", ");
    }
    sd_bus_error_free(&error);
    sd_bus_message_unref(answer);
    sd_bus_message_unref(request);
    return reply;
}

Reply BusClient::call_without_options(const std::string& path, const std::string& interface,
                                      const std::string& method) {
    return call(path, interface, method,
                [](sd_bus_message* m) { check_bus(sd_bus_message_append(m, "a{sv}", 0), "append"); });
}

std::string BusClient::property(const std::string& path, const std::string& interface, const std::string& name) {
    const auto reply = call(path, "org.freedesktop.DBus.Properties", "Get", [&](sd_bus_message* m) {
        check_bus(sd_bus_message_append(m, "ss", interface.c_str(), name.c_str()), "append");
    });
    return reply.error_name.empty() ? reply.text : reply.error_name;
}

void BusClient::drain() {
    int processed = 0;
    do {
        processed = sd_bus_process(bus_.get(), nullptr);
        check_bus(processed, "process messages");
    } while (processed > 0);
}

bool BusClient::wait_until(const std::function<bool()>& condition) {
    using namespace std::chrono;
    const auto deadline = steady_clock::now() + longest_wait;
    while (!condition()) {
        const int processed = sd_bus_process(bus_.get(), nullptr);
        check_bus(processed, "process messages");
        if (processed > 0)
            continue;
        const auto left = duration_cast<microseconds>(deadline - steady_clock::now());
        if (left.count() <= 0)
            return false;
        check_bus(sd_bus_wait(bus_.get(), static_cast<std::uint64_t>(left.count())), "wait for messages");
    }
    return true;
}

}  // namespace kmsmirror::test
