// SPDX-License-Identifier: MIT
#include "config/machine_check.h"

#include <fmt/format.h>
#include <grp.h>

#include <string>
#include <utility>

#include "base/device_node.h"
#include "base/text.h"

namespace kmsmirror::config {

namespace {

Message about_key(const Loaded& loaded, const char* section, const char* key, std::string text) {
    Message message{Message::Severity::warning, {}, 0, std::move(text)};
    if (const auto place = loaded.places.find({section, key}); place != loaded.places.end()) {
        message.file = place->second.file;
        message.line = place->second.line;
    }
    return message;
}

}  // namespace

std::optional<Message> check_card(const Loaded& loaded) {
    const std::string& path = loaded.config.source.card;
    const std::string name = device_name(path);
    if (path.empty() || name.starts_with("card"))
        return std::nullopt;
    std::string text = name.empty() ? fmt::format(
                                          "Card=\"{}\": there is no such device now; the daemon waits for it, and "
                                          "takes no other card",
                                          printable(path))
                                    : fmt::format(
                                          "Card=\"{}\": this is {}, which is no display card; the daemon takes no "
                                          "other one",
                                          printable(path), printable(name));
    return about_key(loaded, "Source", "Card", std::move(text));
}

std::optional<Message> check_group(const Loaded& loaded) {
    const std::string& name = loaded.config.access.group;
    // Nobody wished for the default.
    if (name == AccessConfig().group || getgrnam(name.c_str()) != nullptr)
        return std::nullopt;
    return about_key(loaded, "Access", "Group",
                     fmt::format("Group=\"{}\": there is no such group; without polkit only root and the service's "
                                 "user may control the daemon",
                                 printable(name)));
}

}  // namespace kmsmirror::config
