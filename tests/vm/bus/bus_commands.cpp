// SPDX-License-Identifier: MIT
#include "tests/vm/bus/bus_commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace kmsmirror::bushelper {
namespace {

using control::Reply;
using control::Words;

constexpr const char* name = "org.kmsmirror1";
constexpr const char* root = "/org/kmsmirror1";
constexpr const char* properties = "org.freedesktop.DBus.Properties";
constexpr const char* a_value = "a value";

std::string full(const std::string& interface) {
    return fmt::format("{}.{}", name, interface);
}

SystemBus::Deadline after_seconds(const std::string& text) {
    return std::chrono::steady_clock::now() + std::chrono::seconds(std::stoul(text));
}

// Calls `read` with the key of each entry of an array of that contents; it reads the value.
template <class Read>
void for_each_entry(sd_bus_message* message, const char* contents, const Read& read) {
    const std::string inner(contents + 1, std::string_view(contents).size() - 2);
    check(sd_bus_message_enter_container(message, 'a', contents), contents);
    while (check(sd_bus_message_enter_container(message, 'e', inner.c_str()), contents) > 0) {
        const char* key = nullptr;
        check(sd_bus_message_read_basic(message, inner[0], &key), contents);
        read(std::string(key));
        check(sd_bus_message_exit_container(message), contents);
    }
    check(sd_bus_message_exit_container(message), contents);
}

std::string read_basic(sd_bus_message* message, char type) {
    union {
        const char* text;
        int boolean;
        std::uint32_t word;
        std::uint64_t number;
    } value{};
    check(sd_bus_message_read_basic(message, type, &value), a_value);
    switch (type) {
        case 's':
        case 'o':
            return value.text;
        case 'b':
            return value.boolean != 0 ? "true" : "false";
        case 'u':
            return std::to_string(value.word);
        case 't':
            return std::to_string(value.number);
        default:
            throw std::runtime_error(fmt::format("a value of type {}, which is not known here", type));
    }
}

// The rest of the message or container that is open.
void read_values(sd_bus_message* message, std::vector<std::string>& values) {
    char type = 0;
    const char* contents = nullptr;
    while (check(sd_bus_message_peek_type(message, &type, &contents), a_value) > 0) {
        if (contents == nullptr) {
            values.push_back(read_basic(message, type));
            continue;
        }
        check(sd_bus_message_enter_container(message, type, contents), a_value);
        read_values(message, values);
        check(sd_bus_message_exit_container(message), a_value);
    }
}

std::string line_of(const std::vector<std::string>& values) {
    return fmt::format("{}\n", fmt::join(values, " "));
}

}  // namespace

Reply BusCommands::run(Words words) {
    return control::reply_of([&] { return run_known(words); });
}

Reply BusCommands::run_known(Words words) {
    struct Command {
        std::string_view name;
        std::size_t fewest, most;  // arguments
        std::string (BusCommands::*run)(Words);
    };
    constexpr std::size_t many = 64;
    static constexpr std::array<Command, 8> commands = {{{"paths", 1, 1, &BusCommands::paths},
                                                         {"path", 1, 1, &BusCommands::path},
                                                         {"count", 2, 2, &BusCommands::count},
                                                         {"property", 3, many, &BusCommands::property},
                                                         {"statistic", 3, many, &BusCommands::statistic},
                                                         {"call", 3, 3, &BusCommands::call},
                                                         {"wait-name", 1, 1, &BusCommands::wait_name},
                                                         {"wait-property", 5, 5, &BusCommands::wait_property}}};
    const auto* const command = std::ranges::find(commands, words.empty() ? "" : words[0], &Command::name);
    if (command == commands.end() || words.size() - 1 < command->fewest || words.size() - 1 > command->most)
        throw std::invalid_argument(fmt::format("not known or with a wrong number of arguments: '{}'",
                                                fmt::join(words.begin(), words.end(), " ")));
    return {0, (this->*command->run)(words.subspan(1)), ""};
}

// Sorted by path.
std::vector<BusCommands::Object> BusCommands::list(const std::string& kind, const std::string& property) {
    const Message reply = bus_.call(name, root, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
    std::vector<Object> objects;
    for_each_entry(reply.get(), "{oa{sa{sv}}}", [&](const std::string& path) {
        Object object{path, ""};
        for_each_entry(reply.get(), "{sa{sv}}", [&](const std::string& /*interface*/) {
            for_each_entry(reply.get(), "{sv}", [&](const std::string& key) {
                const char* text = nullptr;
                if (key != property)
                    check(sd_bus_message_skip(reply.get(), "v"), a_value);
                else if (check(sd_bus_message_read(reply.get(), "v", "s", &text), a_value) > 0)
                    object.text = text;
            });
        });
        if (path.starts_with(fmt::format("{}/{}/", root, kind)))
            objects.push_back(std::move(object));
    });
    std::ranges::sort(objects, {}, &Object::path);
    return objects;
}

std::string BusCommands::find(const std::string& which) {
    if (which.starts_with('/'))
        return which;
    const bool is_source = which == "source";
    for (Object& object : list(is_source ? "source" : "sink")) {
        if (is_source || object.text == which)
            return std::move(object.path);
    }
    throw std::runtime_error("there is no " + which);
}

std::string BusCommands::paths(Words arguments) {
    std::string lines;
    for (const Object& object : list(arguments[0]))
        lines += object.path + "\n";
    return lines;
}

std::string BusCommands::path(Words arguments) {
    return find(arguments[0]) + "\n";
}

std::string BusCommands::count(Words arguments) {
    return fmt::format("{}\n", std::ranges::count(list("sink", arguments[0]), arguments[1], &Object::text));
}

std::string BusCommands::property(Words arguments) {
    const std::string path = find(arguments[0]);
    std::vector<std::string> values;
    for (const std::string& wanted : arguments.subspan(2)) {
        const Message reply = bus_.call(name, path, properties, "Get", {full(arguments[1]), wanted});
        read_values(reply.get(), values);
    }
    return line_of(values);
}

std::string BusCommands::statistic(Words arguments) {
    const Message reply = bus_.call_with_no_options(name, find(arguments[0]), full(arguments[1]), "GetStatistics");
    const Words counters = arguments.subspan(2);
    std::vector<std::string> values(counters.size());
    for_each_entry(reply.get(), "{sv}", [&](const std::string& key) {
        std::uint64_t value = 0;
        check(sd_bus_message_read(reply.get(), "v", "t", &value), key);
        for (std::size_t i = 0; i < counters.size(); ++i) {
            if (counters[i] == key)
                values[i] = std::to_string(value);
        }
    });
    if (const auto missing = std::ranges::find(values, ""); missing != values.end())
        throw std::runtime_error("there is no counter " + counters[static_cast<std::size_t>(missing - values.begin())]);
    return line_of(values);
}

std::string BusCommands::call(Words arguments) {
    static_cast<void>(bus_.call_with_no_options(name, find(arguments[0]), full(arguments[1]), arguments[2]));
    return "";
}

std::string BusCommands::wait_name(Words arguments) {
    constexpr const char* driver = "org.freedesktop.DBus";
    const auto has_owner = [this] {
        const Message reply = bus_.call(driver, "/org/freedesktop/DBus", driver, "NameHasOwner", {name});
        int is_owned = 0;
        check(sd_bus_message_read(reply.get(), "b", &is_owned), name);
        return is_owned != 0;
    };
    if (!bus_.wait_for(driver, has_owner, after_seconds(arguments[0])))
        throw std::runtime_error(fmt::format("{} has no owner", name));
    return "";
}

std::string BusCommands::wait_property(Words arguments) {
    const std::string path = find(arguments[1]);
    std::string last_seen;
    const auto has_value = [&] {
        try {
            last_seen = property(std::array{path, arguments[2], arguments[3]});
        } catch (const std::runtime_error& error) {
            last_seen = error.what();  // it may come yet
        }
        return last_seen == arguments[4] + "\n";
    };
    if (!bus_.wait_for(name, has_value, after_seconds(arguments[0])))
        throw std::runtime_error(fmt::format("{} is {}", arguments[3], last_seen));
    return "";
}

}  // namespace kmsmirror::bushelper
