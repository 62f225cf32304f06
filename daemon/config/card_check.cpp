// SPDX-License-Identifier: MIT
#include "config/card_check.h"

#include <fmt/format.h>

#include <string>

#include "base/device_node.h"
#include "base/text.h"

namespace kmsmirror::config {

std::optional<Message> check_card(const Loaded& loaded) {
    const std::string& path = loaded.config.source.card;
    const std::string name = device_name(path);
    if (path.empty() || name.starts_with("card"))
        return std::nullopt;
    Message message;
    if (const auto place = loaded.places.find({"Source", "Card"}); place != loaded.places.end()) {
        message.file = place->second.file;
        message.line = place->second.line;
    }
    message.text = name.empty() ? fmt::format(
                                      "Card=\"{}\": there is no such device now; the daemon waits for it, and "
                                      "takes no other card",
                                      printable(path))
                                : fmt::format(
                                      "Card=\"{}\": this is {}, which is no display card; the daemon takes no "
                                      "other one",
                                      printable(path), printable(name));
    return message;
}

}  // namespace kmsmirror::config
