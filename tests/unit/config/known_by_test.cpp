// SPDX-License-Identifier: MIT
#include "config/known_by.h"

#include <gtest/gtest.h>

namespace kmsmirror::config {
namespace {

SinkIdentity panel(const std::string& id, const std::string& serial) {
    return {id, "udl", id, "VGA-1", "ACM", "Panel", serial};
}

TEST(ASerialNumber, TellsNothingWhereManyDisplaysHaveIt) {
    for (const char* dummy : {"",
                              "0",
                              "1",
                              "2",
                              "00",
                              "000000",
                              "0000000000000",
                              "ffffffff",
                              "FFFFFFFF",
                              "0x01010101",
                              "01010101",
                              "0101010",
                              "16843009",
                              "4294967295",
                              "12345",
                              "1234567",
                              "123456789",
                              "1234567890123",
                              "0123456789",
                              "88888888",
                              "xxxxxxx",
                              "demoset-1",
                              "H1AK500000",
                              "Linux #0",
                              "N/A",
                              "none",
                              "0x00000000"})
        EXPECT_FALSE(is_telling_serial(dummy)) << dummy;
    for (const char* telling : {"K9X", "77", "42", "10", "123", "2345", "123457", "1234567A", "3CQ1234567", "01010102",
                                "16843010", "987654", "A1B2C3", "0x1A2B3C"})
        EXPECT_TRUE(is_telling_serial(telling)) << telling;
}

TEST(ADisplay, IsKnownByItselfWhereItIsTheOnlyOneOfItsIdentity) {
    EXPECT_EQ(known_by(panel("left", "K9X"), {panel("left", "K9X"), panel("right", "K9Y")}), RememberedBy::display);
    EXPECT_EQ(known_by(panel("left", "K9X"), {}), RememberedBy::display);
}

TEST(ADisplay, IsKnownByItsPortTooWhereItsIdentityIsNotItsOwn) {
    EXPECT_EQ(known_by(panel("left", "K9X"), {panel("left", "K9X"), panel("right", "K9X")}),
              RememberedBy::display_and_port);
    EXPECT_EQ(known_by(panel("left", "0"), {panel("left", "0")}), RememberedBy::display_and_port)
        << "the other one may come later";
    EXPECT_EQ(known_by(panel("left", ""), {panel("left", "")}), RememberedBy::display_and_port);
}

TEST(ADisplay, IsKnownByItsPortWhereItDoesNotSayWhoItIs) {
    EXPECT_EQ(known_by({"left", "udl", "left", "VGA-1", "", "", ""}, {}), RememberedBy::port);
}

TEST(TheCriteriaForADisplay, FitItAndNoOtherAndSayWhatTheyGoBy) {
    const SinkIdentity left = panel("left", "0");
    const SinkIdentity right = panel("right", "0");
    SinkIdentity other = panel("left", "0");
    other.model = "Screen";
    struct Case {
        RememberedBy by;
        bool fits_twin;
        bool fits_other;
    };
    for (const auto& [by, fits_twin, fits_other] :
         {Case{RememberedBy::display, true, false}, Case{RememberedBy::display_and_port, false, false},
          Case{RememberedBy::port, false, true}}) {
        const SinkMatch match = match_for(left, by);
        EXPECT_TRUE(matches(match, left));
        EXPECT_EQ(matches(match, right), fits_twin);
        EXPECT_EQ(matches(match, other), fits_other);
        EXPECT_EQ(known_by(match), by);
    }
}

}  // namespace
}  // namespace kmsmirror::config
