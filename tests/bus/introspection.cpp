// SPDX-License-Identifier: MIT
#include "introspection.h"

#include <sstream>
#include <string_view>

namespace kmsmirror::test {

namespace {

// One XML tag: its name, its attributes (NAME="VALUE", none of them with a blank inside), and what kind it is.
struct Tag {
    std::string name;
    std::set<std::string> attributes;
    bool is_opening = true;
    bool is_closing = false;
};

std::string without_comments(std::string xml) {
    for (auto begin = xml.find("<!--"); begin != std::string::npos; begin = xml.find("<!--", begin))
        xml.erase(begin, xml.find("-->", begin) + 3 - begin);
    return xml;
}

// `text` is what stands between "<" and ">".
Tag parse_tag(std::string text) {
    Tag tag;
    if (text.front() == '/') {
        tag.is_opening = false;
        tag.is_closing = true;
        text.erase(0, 1);
    } else if (text.back() == '/') {
        tag.is_closing = true;
        text.pop_back();
    }
    std::istringstream words(text);
    words >> tag.name;
    for (std::string word; words >> word;)
        tag.attributes.insert(word);
    return tag;
}

std::string text_of(const Tag& tag) {
    std::string text = tag.name;
    for (const auto& attribute : tag.attributes)
        text += ' ' + attribute;
    return text;
}

}  // namespace

std::map<std::string, std::set<std::string>> interfaces_of(const std::string& xml) {
    const std::string text = without_comments(xml);
    std::map<std::string, std::set<std::string>> interfaces;
    std::string interface;
    std::string member;
    int depth = 0;  // below <interface>
    for (auto begin = text.find('<'); begin != std::string::npos; begin = text.find('<', begin + 1)) {
        const Tag tag = parse_tag(text.substr(begin + 1, text.find('>', begin) - begin - 1));
        if (tag.name == "node" || tag.name == "!DOCTYPE")
            continue;
        if (tag.name == "interface") {
            if (tag.is_opening)
                interfaces[interface = *tag.attributes.begin()];
            continue;
        }
        // How glue is made from the document is nothing that a service can tell.
        if (tag.attributes.contains("name=\"org.freedesktop.DBus.Method.Async\""))
            continue;
        if (tag.is_opening) {
            member += text_of(tag) + " {";
            ++depth;
        }
        if (tag.is_closing) {
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
