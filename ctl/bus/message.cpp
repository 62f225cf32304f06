// SPDX-License-Identifier: MIT
#include "ctl/bus/message.h"

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/text.h"

namespace kmsmirror::ctl::bus {
namespace {

int checked_read(int result) {
    if (result < 0)
        throw std::system_error(-result, std::generic_category(), "cannot read a message of kmsmirrord");
    return result;
}

template <class T>
T read_basic(sd_bus_message* message, char type) {
    T value{};
    checked_read(sd_bus_message_read_basic(message, type, &value));
    return value;
}

template <class Read>
void inside(sd_bus_message* message, char type, const char* contents, Read read) {
    checked_read(sd_bus_message_enter_container(message, type, contents));
    while (checked_read(sd_bus_message_at_end(message, 0)) == 0)
        read();
    checked_read(sd_bus_message_exit_container(message));
}

Json read_array(sd_bus_message* message, const char* contents) {
    if (*contents != '{') {
        Json array = Json::array();
        inside(message, 'a', contents, [&] { array.push_back(read_value(message)); });
        return array;
    }
    Json object = Json::object();
    const std::string entry(contents + 1, std::char_traits<char>::length(contents) - 2);
    inside(message, 'a', contents, [&] {
        checked_read(sd_bus_message_enter_container(message, 'e', entry.c_str()));
        const Json key = read_value(message);
        object[key.is_string() ? key.get<std::string>() : key.dump()] = read_value(message);
        checked_read(sd_bus_message_exit_container(message));
    });
    return object;
}

Json read_container(sd_bus_message* message, char type, const char* contents) {
    if (type == 'a')
        return read_array(message, contents);
    Json value = Json::array();
    inside(message, type, contents, [&] { value.push_back(read_value(message)); });
    return type == 'v' ? value.at(0) : value;
}

}  // namespace

Json read_value(sd_bus_message* message) {
    char type = 0;
    const char* contents = nullptr;
    if (checked_read(sd_bus_message_peek_type(message, &type, &contents)) == 0)
        checked_read(-ENXIO);
    switch (type) {
        case 's':
        case 'o':
        case 'g':
            return printable(read_basic<const char*>(message, type));
        case 'b':
            return read_basic<int>(message, type) != 0;
        case 'y':
            return read_basic<std::uint8_t>(message, type);
        case 'n':
            return read_basic<std::int16_t>(message, type);
        case 'q':
            return read_basic<std::uint16_t>(message, type);
        case 'i':
            return read_basic<std::int32_t>(message, type);
        case 'u':
            return read_basic<std::uint32_t>(message, type);
        case 'x':
            return read_basic<std::int64_t>(message, type);
        case 't':
            return read_basic<std::uint64_t>(message, type);
        case 'd':
            return read_basic<double>(message, type);
        case 'a':
        case 'r':
        case 'v':
            return read_container(message, type, contents);
        default:
            checked_read(sd_bus_message_skip(message, nullptr));
            return nullptr;
    }
}

UniqueFd read_fd(sd_bus_message* message) {
    UniqueFd fd(fcntl(read_basic<int>(message, 'h'), F_DUPFD_CLOEXEC, 3));
    if (!fd)
        checked_read(-errno);
    return fd;
}

}  // namespace kmsmirror::ctl::bus
