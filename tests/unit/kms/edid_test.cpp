// SPDX-License-Identifier: MIT
#include "kms/edid.h"

#include <gtest/gtest.h>

#include <random>

#include "fakes/personality.h"

namespace kmsmirror::kms {
namespace {

using fakes::make_edid;

void write_descriptor(std::vector<std::byte>& bytes, std::size_t offset, std::uint8_t tag, std::string_view text) {
    bytes[offset + 3] = std::byte{tag};
    for (std::size_t i = 0; i < 13; ++i)
        bytes[offset + 5 + i] = i < text.size() ? static_cast<std::byte>(text[i]) : std::byte{0};
}

TEST(EdidParser, ReadsMakeModelAndSerial) {
    EXPECT_EQ(parse_edid(make_edid("DEL", "DELL U2412M", "ABC123")), (Edid{"DEL", "DELL U2412M", "ABC123"}));
}

TEST(EdidParser, ReadsATextThatFillsItsDescriptor) {
    EXPECT_EQ(parse_edid(make_edid("AAA", "ThirteenChars", "Z")).model, "ThirteenChars");
}

TEST(EdidParser, FallsBackToNumbers) {
    auto bytes = make_edid("ZZZ", "", "");
    bytes[10] = std::byte{0xcd};
    bytes[11] = std::byte{0xab};
    bytes[12] = std::byte{0xff};
    bytes[15] = std::byte{0xff};
    EXPECT_EQ(parse_edid(bytes), (Edid{"ZZZ", "0xabcd", "4278190335"}));
}

TEST(EdidParser, LeavesAMissingSerialEmpty) {
    EXPECT_EQ(parse_edid(make_edid("ZZZ", "Name", "")).serial, "");
}

TEST(EdidParser, LeavesAnImpossibleMakeEmpty) {
    auto bytes = make_edid("ZZZ", "Name", "1");
    bytes[8] = bytes[9] = std::byte{0};
    EXPECT_EQ(parse_edid(bytes).make, "");
    bytes[8] = bytes[9] = std::byte{0xff};
    EXPECT_EQ(parse_edid(bytes).make, "");
}

TEST(EdidParser, DropsCharactersThatAreNotPrintable) {
    auto bytes = make_edid("ZZZ", "", "");
    write_descriptor(bytes, 72, 0xfc, "A\x1b[31m\xc3\x9f\x7f\tB\n;not this");
    EXPECT_EQ(parse_edid(bytes).model, "A[31mB");
}

TEST(EdidParser, IgnoresDetailedTimingsThatLookLikeText) {
    auto bytes = make_edid("ZZZ", "Real", "1");
    write_descriptor(bytes, 54, 0xfc, "Timing");
    bytes[54] = std::byte{1};
    EXPECT_EQ(parse_edid(bytes).model, "Real");
}

TEST(EdidParser, FindsNothingInATruncatedBlock) {
    const auto bytes = make_edid("DEL", "DELL", "1");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::vector<std::byte> part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(parse_edid(part), Edid{}) << size;
    }
}

TEST(EdidParser, FindsNothingWithoutTheHeader) {
    auto bytes = make_edid("DEL", "DELL", "1");
    bytes[3] = std::byte{0};
    EXPECT_EQ(parse_edid(bytes), Edid{});
}

TEST(EdidParser, GivesPrintableTextsOfAnyGarbage) {
    std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same garbage each time
    for (int round = 0; round < 1000; ++round) {
        auto bytes = make_edid("DEL", "DELL", "1");
        for (int i = 0; i < 40; ++i)
            bytes[8 + random() % 120] = static_cast<std::byte>(random() & 0xff);
        const Edid edid = parse_edid(bytes);
        for (const std::string& text : {edid.make, edid.model, edid.serial}) {
            EXPECT_LE(text.size(), 13U);
            for (const char c : text)
                EXPECT_TRUE(c >= ' ' && c <= '~');
        }
    }
}

}  // namespace
}  // namespace kmsmirror::kms
