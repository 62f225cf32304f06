// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "hotplug/card.h"

// Which card the source may be on. `configured` is the path in Card=; empty = none is named. `root`: of the machine.
namespace kmsmirror::hotplug {

// Whether that path leads to the card, through whatever links, and as the nodes are now.
[[nodiscard]] bool names_card(const std::string& configured, const CardInfo& card);

// Whether a card is left to the desktop, unless it is named: it is a seat's, and a display manager is enabled, which
// may not have begun yet. Whoever opens it first is its master, and then there is no login screen.
[[nodiscard]] bool is_desktops(const CardInfo& card, const std::filesystem::path& root = "/");

// Whether the source may be on that card, if a display is connected to it.
[[nodiscard]] bool may_be_source(const std::string& configured, const CardInfo& card,
                                 const std::filesystem::path& root = "/");

// The cards that are there, as far as they may be the source's.
class SourceCards {
public:
    explicit SourceCards(std::string configured, std::filesystem::path root = "/")
        : configured_(std::move(configured)), root_(std::move(root)) {}

    void handle(const CardEvent& event);
    // Why none of them may be: a sentence without a full stop. Empty = one may, but has no display, or it is another
    // program's.
    [[nodiscard]] std::string why_none() const;

private:
    const std::string configured_;
    const std::filesystem::path root_;
    std::map<std::string, CardInfo> cards_;  // by syspath
};

}  // namespace kmsmirror::hotplug
