// SPDX-License-Identifier: MIT
#include "config/known_by.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace kmsmirror::config {

namespace {

// As makers leave it in all of a model, and "Linux #0" in the kernel's own EDIDs. 16843009 is 0x01010101, 4294967295 is
// 0xffffffff.
constexpr std::array<std::string_view, 10> dummies{"16843009", "4294967295", "DEFAULT",   "DEMOSET-1", "H1AK500000",
                                                   "LINUX #0", "N/A",        "NO SERIAL", "NONE",      "UNKNOWN"};

std::string upper_case(std::string_view text) {
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return upper;
}

// FFFF or 01010101: the first two characters again and again.
bool is_repetition(std::string_view text) {
    return std::equal(text.begin() + 2, text.end(), text.begin());
}

// 1234567 or 0123456789: each digit is the next one.
bool is_counting(std::string_view text) {
    const auto is_not_next = [](char a, char b) { return a < '0' || a > '9' || b != '0' + (a - '0' + 1) % 10; };
    return text[0] <= '1' && std::adjacent_find(text.begin(), text.end(), is_not_next) == text.end();
}

bool says_the_same(const SinkIdentity& a, const SinkIdentity& b) {
    return a.make == b.make && a.model == b.model && a.serial == b.serial;
}

}  // namespace

bool is_telling_serial(std::string_view serial) {
    const std::string text = upper_case(serial.starts_with("0x") ? serial.substr(2) : serial);
    if (text.size() < 2 || text.find_first_not_of('0') == std::string::npos)
        return false;
    const bool is_pattern = text.size() > 3 && (is_repetition(text) || is_counting(text));
    return !is_pattern && std::find(dummies.begin(), dummies.end(), text) == dummies.end();
}

RememberedBy known_by(const SinkIdentity& sink, const std::vector<SinkIdentity>& all) {
    if (sink.model.empty() && sink.serial.empty())
        return RememberedBy::port;
    const bool has_twin = std::any_of(all.begin(), all.end(), [&](const SinkIdentity& other) {
        return other.id != sink.id && says_the_same(other, sink);
    });
    return has_twin || !is_telling_serial(sink.serial) ? RememberedBy::display_and_port : RememberedBy::display;
}

SinkMatch match_for(const SinkIdentity& sink, RememberedBy by) {
    SinkMatch match;
    if (by != RememberedBy::display)
        match.id = glob_for(sink.id);
    if (by != RememberedBy::port) {
        match.make = glob_for(sink.make);
        match.model = glob_for(sink.model);
        match.serial = glob_for(sink.serial);
    }
    return match;
}

RememberedBy known_by(const SinkMatch& match) {
    if (match.id.empty())
        return RememberedBy::display;
    const bool is_any_display = match.make.empty() && match.model.empty() && match.serial.empty();
    return is_any_display ? RememberedBy::port : RememberedBy::display_and_port;
}

}  // namespace kmsmirror::config
