// SPDX-License-Identifier: MIT
#include "hotplug/card_table.h"

#include <gmock/gmock.h>

namespace kmsmirror::hotplug {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = CardEvent::Kind;

CardInfo card(const std::string& name, const std::string& driver = "udl", std::uint64_t instance = 1) {
    return {.device_path = "/dev/dri/" + name,
            .syspath = "/sys/devices/x/drm/" + name,
            .driver = driver,
            .id_path = "usb-" + name,
            .is_usb = true,
            .instance = instance};
}

CardInfo card_at(const std::string& name, const std::string& id_path) {
    CardInfo info = card(name);
    info.id_path = id_path;
    return info;
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
    EXPECT_THAT(table.add_or_change(card("card0"), false), ElementsAre(CardEvent{Kind::added, card("card0")}));
    EXPECT_THAT(table.add_or_change(card("card0"), false), IsEmpty());
}

TEST(CardTable, ReportsAChange) {
    CardTable table;
    (void)table.add_or_change(card("card0"), false);
    EXPECT_THAT(table.add_or_change(card("card0"), true), ElementsAre(CardEvent{Kind::changed, card("card0")}));
    EXPECT_THAT(table.add_or_change(card("card0", "gud"), false),
                ElementsAre(CardEvent{Kind::changed, card("card0", "gud")}));
}

TEST(CardTable, ReportsAnUnknownCardThatChangesAsAdded) {
    CardTable table;
    EXPECT_THAT(table.add_or_change(card("card0"), true), ElementsAre(CardEvent{Kind::added, card("card0")}));
}

TEST(CardTable, ReportsARemovedCardAsItWasKnown) {
    CardTable table;
    (void)table.add_or_change(card("card1"), false);
    EXPECT_EQ(table.remove(card("card1").syspath, std::nullopt), (CardEvent{Kind::removed, card("card1")}));
    EXPECT_EQ(table.remove(card("card1").syspath, std::nullopt), std::nullopt);
}

TEST(CardTable, BelievesNoEventThatRemovesACardWhichIsThere) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    EXPECT_EQ(table.remove(card("card1").syspath, 7), std::nullopt);
    EXPECT_THAT(table.add_or_change(card("card1", "udl", 7), false), IsEmpty()) << "it is still known";
}

TEST(CardTable, ReportsACardAsRemovedWhenAnotherOneIsInItsPlace) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    EXPECT_EQ(table.remove(card("card1").syspath, 8), (CardEvent{Kind::removed, card("card1", "udl", 7)}));
    EXPECT_THAT(table.add_or_change(card("card1", "udl", 8), false),
                ElementsAre(CardEvent{Kind::added, card("card1", "udl", 8)}));
}

TEST(CardTable, DropsACardThatIsThereWhenItIsToldTo) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    EXPECT_EQ(table.drop(card("card1").syspath), (CardEvent{Kind::removed, card("card1", "udl", 7)}));
}

TEST(CardTable, ReportsACardThatTookThePlaceOfAnotherWithoutAnEvent) {
    for (const bool is_change : {false, true}) {
        CardTable table;
        (void)table.add_or_change(card("card1", "udl", 7), false);
        EXPECT_THAT(table.add_or_change(card("card1", "udl", 8), is_change),
                    ElementsAre(CardEvent{Kind::removed, card("card1", "udl", 7)},
                                CardEvent{Kind::added, card("card1", "udl", 8)}));
    }
}

TEST(CardTable, TakesNoCardForAnotherBecauseItIsNotKnownWhichOneItIs) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    EXPECT_THAT(table.add_or_change(card("card1", "udl", 0), false), IsEmpty());
    EXPECT_EQ(table.remove(card("card1").syspath, 7), std::nullopt);
}

TEST(CardTable, FindsWhatIsThereOnly) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    ASSERT_NE(table.find(card("card1").syspath, 7), nullptr);
    EXPECT_EQ(*table.find(card("card1").syspath, 7), card("card1", "udl", 7));
    EXPECT_EQ(table.find(card("card1").syspath, 8), nullptr);
    EXPECT_EQ(table.find(card("card2").syspath, 7), nullptr);
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

TEST(CardTable, ReportsADisplayThatWasPluggedInAnewWhileEventsWereLost) {
    CardTable table;
    (void)table.add_or_change(card("card1", "udl", 7), false);
    (void)table.add_or_change(card("card2", "udl", 9), false);
    EXPECT_THAT(
        table.synchronize({card("card1", "udl", 8), card("card2", "udl", 9)}),
        ElementsAre(CardEvent{Kind::removed, card("card1", "udl", 7)}, CardEvent{Kind::added, card("card1", "udl", 8)},
                    CardEvent{Kind::changed, card("card2", "udl", 9)}));
}

TEST(CardTable, KeepsIdsOfDisplaysThatChangedPortsWhileEventsWereLost) {
    CardTable table;
    (void)table.add_or_change(card_at("card1", "usb-1"), false);
    EXPECT_THAT(table.synchronize({card_at("card2", "usb-1")}),
                ElementsAre(CardEvent{Kind::removed, card_at("card1", "usb-1")},
                            CardEvent{Kind::added, card_at("card2", "usb-1")}));
}

TEST(CardTable, GivesNoIdToTwoCards) {
    CardTable table;
    (void)table.add_or_change(card_at("card1", "usb-1"), false);
    EXPECT_THAT(table.add_or_change(card_at("card2", "usb-1"), false),
                ElementsAre(CardEvent{Kind::added, card_at("card2", "usb-1-2")}));
    EXPECT_THAT(table.add_or_change(card_at("card3", "usb-1"), false),
                ElementsAre(CardEvent{Kind::added, card_at("card3", "usb-1-3")}));
    (void)table.remove(card("card1").syspath, std::nullopt);
    EXPECT_THAT(table.add_or_change(card_at("card2", "usb-1"), true),
                ElementsAre(CardEvent{Kind::changed, card_at("card2", "usb-1-2")}))
        << "it keeps its id while it is there";
}

}  // namespace
}  // namespace kmsmirror::hotplug
