// SPDX-License-Identifier: MIT
#include "config/sink_rule.h"

#include <fnmatch.h>

#include "base/text.h"

namespace kmsmirror::config {

namespace {

bool fits(const std::string& glob, const std::string& text) {
    return glob.empty() || fnmatch(glob.c_str(), printable(text).c_str(), 0) == 0;
}

}  // namespace

bool matches(const SinkMatch& match, const SinkIdentity& sink) {
    return fits(match.id, sink.id) && fits(match.driver, sink.driver) && fits(match.usb_path, sink.usb_path) &&
           fits(match.connector, sink.connector) && fits(match.make, sink.make) && fits(match.model, sink.model) &&
           fits(match.serial, sink.serial);
}

std::string glob_for(const std::string& text) {
    const std::string plain = printable(text);
    std::string glob;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        if (c == ' ' && (i == 0 || i + 1 == plain.size()))
            glob += "[ ]";  // blanks at the ends of a value do not count
        else if (c == '*' || c == '?' || c == '[' || c == '\\')
            glob += {'\\', c};
        else
            glob += c;
    }
    return glob;
}

}  // namespace kmsmirror::config
