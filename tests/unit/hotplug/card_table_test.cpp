// SPDX-License-Identifier: MIT
#include "hotplug/card_table.h"

#include <gmock/gmock.h>

namespace kmsmirror::hotplug {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = CardEvent::Kind;

CardInfo card(const std::string& name, const std::string& driver = "udl") {
    return {"/dev/dri/" + name, "/sys/devices/x/drm/" + name, driver, "usb-" + name, true};
}

TEST(CardName, IsThatOfACardNode) {
    for (const char* name : {"card0", "card7", "card12"})
        EXPECT_TRUE(is_card_name(name)) << name;
    for (const char* name : {"", "card", "card0-HDMI-A-1", "renderD128", "controlD64", "Card0", "card1x", "version"})
        EXPECT_FALSE(is_card_name(name)) << name;
}

TEST(UntrustedText, IsBoundedAndPrintable) {
    EXPECT_EQ(untrusted_text(nullptr), "");
    EXPECT_EQ(untrusted_text("a\nb\xff"), "a?b?");
    EXPECT_EQ(untrusted_text(std::string(10'000, 'x').c_str()), std::string(255, 'x'));
}

TEST(CardTable, ReportsANewCardOnce) {
    CardTable table;
    EXPECT_EQ(table.add_or_change(card("card0"), false), (CardEvent{Kind::added, card("card0")}));
    EXPECT_EQ(table.add_or_change(card("card0"), false), std::nullopt);
}

TEST(CardTable, ReportsAChange) {
    CardTable table;
    (void)table.add_or_change(card("card0"), false);
    EXPECT_EQ(table.add_or_change(card("card0"), true), (CardEvent{Kind::changed, card("card0")}));
    EXPECT_EQ(table.add_or_change(card("card0", "gud"), false), (CardEvent{Kind::changed, card("card0", "gud")}));
}

TEST(CardTable, ReportsAnUnknownCardThatChangesAsAdded) {
    CardTable table;
    EXPECT_EQ(table.add_or_change(card("card0"), true), (CardEvent{Kind::added, card("card0")}));
}

TEST(CardTable, ReportsARemovedCardAsItWasKnown) {
    CardTable table;
    (void)table.add_or_change(card("card1"), false);
    EXPECT_EQ(table.remove(card("card1").syspath), (CardEvent{Kind::removed, card("card1")}));
    EXPECT_EQ(table.remove(card("card1").syspath), std::nullopt);
}

TEST(CardTable, ReportsWhatHappenedWhileEventsWereLost) {
    CardTable table;
    (void)table.add_or_change(card("card0"), false);
    (void)table.add_or_change(card("card1"), false);
    EXPECT_THAT(table.synchronize({card("card1"), card("card2")}),
                ElementsAre(CardEvent{Kind::removed, card("card0")}, CardEvent{Kind::changed, card("card1")},
                            CardEvent{Kind::added, card("card2")}));
    EXPECT_THAT(CardTable().synchronize({}), IsEmpty());
}

}  // namespace
}  // namespace kmsmirror::hotplug
