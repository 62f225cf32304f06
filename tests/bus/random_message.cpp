// SPDX-License-Identifier: MIT
#include "random_message.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "bus_client.h"

namespace kmsmirror::test {

namespace {

const std::vector<std::string> words{"auto",
                                     "prime",
                                     "copy",
                                     "none",
                                     "fit",
                                     "fill",
                                     "integer",
                                     "nearest",
                                     "area",
                                     "ordered",
                                     "x",
                                     "all",
                                     "1,2,3,4",
                                     "wall:2x2:1,0",
                                     "stretch",
                                     "verify",
                                     "temporary",
                                     "persistent",
                                     "replace",
                                     "Enabled",
                                     "PathChoice",
                                     "ModeChoice",
                                     "Fit",
                                     "Rotation",
                                     "RegionChoice",
                                     "Reflection",
                                     "Bezel",
                                     "FilterChoice",
                                     "Dither",
                                     "MaxRate",
                                     "Source",
                                     "State",
                                     "800x600",
                                     "1x1@59.94",
                                     "org.kmsmirror1.Sink",
                                     "org.kmsmirror1.Manager",
                                     "org.freedesktop.LogControl1",
                                     "LogLevel",
                                     "warning"};
const std::vector<std::string> patterns{"bars", "grid", "checker"};
const std::vector<std::string> odd_words{
    "", " ", "\n", "\xc3\xa9", "16385x1", "1x1@", "-1", "800x600@1000.0001", "/", "\"", "{}", std::string(5000, 'a')};
constexpr std::array<std::uint64_t, 14> numbers{0,   1,    2,    90,        99,        100,        180,
                                                270, 3600, 3601, 1'000'000, 1'000'001, 0x7fffffff, UINT64_MAX};
constexpr std::string_view basic_types = "ybnqiuxtdsogh";

// The first complete type.
std::string first_type(const std::string& types) {
    std::size_t end = types.find_first_not_of('a');
    int depth = 0;
    do {
        const char c = types.at(end++);
        depth += c == '(' || c == '{' ? 1 : 0;
        depth -= c == ')' || c == '}' ? 1 : 0;
    } while (depth > 0);
    return types.substr(0, end);
}

}  // namespace

RandomArguments::RandomArguments(std::uint32_t seed, std::vector<std::string> object_paths)
    : random_(seed), object_paths_(std::move(object_paths)) {}

std::uint32_t RandomArguments::below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_()) % limit;
}

const std::string& RandomArguments::one_of(const std::vector<std::string>& values) {
    return values[below(static_cast<std::uint32_t>(values.size()))];
}

std::string RandomArguments::types() {
    std::string result;
    for (auto count = below(5); count > 0; --count)
        result += type(3);
    return result;
}

std::string RandomArguments::type(int depth) {
    const auto basic = [&] { return std::string(1, basic_types[below(basic_types.size())]); };
    switch (depth == 0 ? 0 : below(8)) {
        case 1:
            return 'a' + type(depth - 1);
        case 2: {
            // One after the other: compilers call functions of one expression in different orders.
            const std::string key = basic();
            return "a{" + key + type(depth - 1) + '}';
        }
        case 3: {
            const std::string first = type(depth - 1);
            return '(' + first + type(depth - 1) + ')';
        }
        case 4:
            return "v";
        case 5:
            return "a{sv}";
        default:
            return basic();
    }
}

void RandomArguments::append(sd_bus_message* message, const std::string& types) {
    for (std::string rest = types; !rest.empty();) {
        const std::string first = first_type(rest);
        append_one(message, first);
        rest.erase(0, first.size());
    }
}

void RandomArguments::append_one(sd_bus_message* message, const std::string& type) {
    switch (type.front()) {
        case 'a':
            append_container(message, SD_BUS_TYPE_ARRAY, type.substr(1));
            break;
        case '(':
            append_container(message, SD_BUS_TYPE_STRUCT, type.substr(1, type.size() - 2));
            break;
        case '{':
            append_container(message, SD_BUS_TYPE_DICT_ENTRY, type.substr(1, type.size() - 2));
            break;
        case 'v':
            append_container(message, SD_BUS_TYPE_VARIANT, this->type(2));
            break;
        default:
            append_basic(message, type.front());
    }
}

void RandomArguments::append_container(sd_bus_message* message, char kind, const std::string& contents) {
    check_bus(sd_bus_message_open_container(message, kind, contents.c_str()), "open a container");
    // Most arrays are empty, as most options are.
    const bool is_one = kind != SD_BUS_TYPE_ARRAY || below(5) == 0;
    const std::uint32_t count = is_one ? 1 : below(2) == 0 ? 0 : below(4);
    for (std::uint32_t i = 0; i < count; ++i)
        append(message, contents);
    check_bus(sd_bus_message_close_container(message), "close a container");
}

void RandomArguments::append_basic(sd_bus_message* message, char type) {
    const auto append_value = [&](auto value) {
        check_bus(sd_bus_message_append_basic(message, type, &value), "append a number");
    };
    const auto append_text = [&](const std::string& text) {
        check_bus(sd_bus_message_append_basic(message, type, text.c_str()), "append a string");
    };
    switch (type) {
        case 'y':
            return append_value(static_cast<std::uint8_t>(number()));
        case 'b':
            return append_value(static_cast<int>(below(2)));
        case 'n':
        case 'q':
            return append_value(static_cast<std::uint16_t>(number()));
        case 'd':
            return append_value(static_cast<double>(number()));
        case 'i':
        case 'u':
            return append_value(static_cast<std::uint32_t>(number()));
        case 'x':
        case 't':
            return append_value(number());
        case 'h':
            return append_value(STDERR_FILENO);
        case 'o':
            return append_text(one_of(object_paths_));
        case 'g':
            return append_text(this->type(2));
        default:
            switch (below(8)) {
                case 0:
                case 1:
                    return append_text(one_of(patterns));  // a call needs one, and a number of seconds
                case 2:
                case 3:
                    return append_text(one_of(odd_words));
                default:
                    return append_text(one_of(words));
            }
    }
}

std::uint64_t RandomArguments::number() {
    return below(4) == 0 ? random_() : numbers[below(numbers.size())];
}

}  // namespace kmsmirror::test
