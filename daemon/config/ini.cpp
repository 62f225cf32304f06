// SPDX-License-Identifier: MIT
#include "config/ini.h"

namespace kmsmirror::config {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

IniLine parse_line(std::string_view line, std::string_view section, int number) {
    IniLine result{IniLine::Kind::assignment, number, section, {}, {}};
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
        result.kind = IniLine::Kind::no_assignment;
        return result;
    }
    if (section.empty())
        result.kind = IniLine::Kind::no_section;
    result.key = trimmed(line.substr(0, equals));
    result.value = trimmed(line.substr(equals + 1));
    return result;
}

}  // namespace

std::vector<IniLine> parse_ini(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";  // some editors begin files with it
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    std::vector<IniLine> lines;
    std::string_view section;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#' || line.front() == ';')
            continue;
        if (line.front() == '[' && line.back() == ']')
            section = line.substr(1, line.size() - 2);
        else
            lines.push_back(parse_line(line, section, number));
    }
    return lines;
}

}  // namespace kmsmirror::config
