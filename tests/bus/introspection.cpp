// SPDX-License-Identifier: MIT
#include "introspection.h"

#include <regex>

namespace kmsmirror::test {

namespace {

// The attributes of a tag in the order of their names.
std::string sorted_attributes(const std::string& tag) {
    static const std::regex attribute(R"re(([\w-]+)="([^"]*)")re");
    std::set<std::string> attributes;
    for (std::sregex_iterator match(tag.begin(), tag.end(), attribute), end; match != end; ++match)
        attributes.insert(match->str());
    std::string text;
    for (const auto& one : attributes)
        text += ' ' + one;
    return text;
}

}  // namespace

std::map<std::string, std::set<std::string>> interfaces_of(const std::string& xml) {
    static const std::regex comment(R"(<!--[^]*?-->)");
    static const std::regex tag(R"re(<(/?)(\w+)((?:[^">]|"[^"]*")*?)(/?)>)re");
    static const std::regex interface_name(R"re(name="([^"]*)")re");
    const std::string text = std::regex_replace(xml, comment, "");

    std::map<std::string, std::set<std::string>> interfaces;
    std::string interface;
    std::string member;
    int depth = 0;  // below <interface>
    for (std::sregex_iterator match(text.begin(), text.end(), tag), end; match != end; ++match) {
        const bool is_close = match->length(1) > 0;
        const std::string name = match->str(2);
        const std::string attributes = match->str(3);
        if (name == "node")
            continue;
        if (name == "interface") {
            std::smatch found;
            if (!is_close && std::regex_search(attributes, found, interface_name))
                interfaces[interface = found.str(1)];
            continue;
        }
        if (!is_close) {
            member += name + sorted_attributes(attributes) + " {";
            ++depth;
        }
        if (is_close || match->length(4) > 0) {
            member += '}';
            --depth;
        }
        if (depth == 0) {
            interfaces[interface].insert(member);
            member.clear();
        }
    }
    return interfaces;
}

}  // namespace kmsmirror::test
