// SPDX-License-Identifier: MIT
#include "base/placement.h"

#include <gtest/gtest.h>

#include <string>

namespace kmsmirror {
namespace {

TEST(TheRegion, IsAllARectangleOrAPlaceInAWall) {
    using Choice = std::optional<RegionChoice>;
    EXPECT_EQ(parse_region("all"), Choice(std::in_place));
    EXPECT_EQ(parse_region("0,0,640,480"), Choice(Rect{0, 0, 640, 480}));
    EXPECT_EQ(parse_region("16383,5,16384,6"), Choice(Rect{16383, 5, 16384, 6}));
    EXPECT_EQ(parse_region("wall:3x2:2,1"), Choice(Wall{3, 2, 2, 1}));
    EXPECT_EQ(parse_region("wall:64x64:63,0"), Choice(Wall{64, 64, 63, 0}));
    for (const char* text : {"",
                             "All",
                             ",,,",
                             "1,2,3",
                             "1,2,3,",
                             "1,2,3,4,",
                             "1,2,3,4,5",
                             "0,0,0,0",
                             "5,0,5,9",
                             "0,9,5,9",
                             "9,0,5,9",
                             "-1,0,5,9",
                             "0,0,16385,9",
                             "0, 0,1,1",
                             "0x1,0,5,9",
                             "wall:",
                             "wall:2x2",
                             "wall:2x2:",
                             "wall:2x2:0",
                             "wall:2x2:2,0",
                             "wall:2x2:0,2",
                             "wall:0x2:0,0",
                             "wall:65x1:0,0",
                             "wall:2x2:0,0:",
                             "wall:2,2:0,0",
                             "wall:-1x1:0,0"})
        EXPECT_EQ(parse_region(text), std::nullopt) << text;
}

TEST(TheRegion, IsWrittenAsItIsRead) {
    for (const std::string text : {"all", "0,5,640,480", "wall:3x2:2,1"})
        EXPECT_EQ(region_text(*parse_region(text)), text);
}

TEST(TheRegion, LeavesOutWhatIsNotInTheSource) {
    constexpr Size source{1920, 1080};
    EXPECT_EQ(region_in(RegionChoice(), 0, source), std::nullopt);
    EXPECT_EQ(region_in(Rect{0, 0, 1920, 1080}, 0, source), std::nullopt) << "all of it";
    EXPECT_EQ(region_in(Rect{1000, 1000, 4000, 4000}, 0, source), (Rect{1000, 1000, 1920, 1080}));
    EXPECT_EQ(region_in(Rect{1920, 0, 4000, 1080}, 0, source), std::nullopt) << "nothing is there: all is shown";
}

// As one would cut it with scissors.
TEST(AWall, CoversTheSourceButForTheBezels) {
    constexpr Size source{1920, 1080};
    EXPECT_EQ(region_in(Wall{2, 2, 1, 0}, 0, source), (Rect{960, 0, 1920, 540}));
    EXPECT_EQ(region_in(Wall{2, 2, 0, 1}, 20, source), (Rect{0, 550, 950, 1080}));
    EXPECT_EQ(region_in(Wall{2, 2, 1, 1}, 20, source), (Rect{970, 550, 1920, 1080}));
    for (const std::uint32_t columns : {1U, 2U, 3U, 7U, 64U})
        for (const std::uint32_t bezel : {0U, 1U, 13U}) {
            std::int32_t edge = -static_cast<std::int32_t>(bezel);
            for (std::uint32_t column = 0; column < columns; ++column) {
                const Rect part = region_in(Wall{columns, 2, column, 0}, bezel, source).value();
                EXPECT_EQ(part.x1, edge + static_cast<std::int32_t>(bezel)) << columns << "," << column;
                EXPECT_GT(part.width(), 0);
                edge = part.x2;
            }
            EXPECT_EQ(edge, 1920);
        }
}

TEST(AWall, WhoseBezelsHideAllShowsAll) {
    EXPECT_EQ(region_in(Wall{64, 1, 5, 0}, 4096, {640, 480}), std::nullopt);
}

TEST(ATurn, IsMirroredFirst) {
    EXPECT_EQ(turn_of(0, Reflection::none), Turn());
    EXPECT_EQ(turn_of(270, Reflection::none), (Turn{3, false}));
    EXPECT_EQ(turn_of(90, Reflection::x), (Turn{1, true}));
    EXPECT_EQ(turn_of(0, Reflection::y), (Turn{2, true})) << "upside down what is mirrored left to right";
    EXPECT_EQ(turn_of(180, Reflection::y), turn_of(0, Reflection::x));
}

// Where the corner of a square comes by a turn: corners are counted clockwise from the top left.
unsigned corner_after(const Turn& turn, unsigned corner) {
    return ((turn.is_mirrored ? 5 - corner : corner) + turn.quarters) % 4;
}

TEST(ATurn, AfterAnotherIsBothInThatOrder) {
    for (unsigned first = 0; first < 8; ++first)
        for (unsigned second = 0; second < 8; ++second) {
            const Turn one{static_cast<std::uint8_t>(first % 4), first >= 4};
            const Turn two{static_cast<std::uint8_t>(second % 4), second >= 4};
            for (unsigned corner = 0; corner < 4; ++corner)
                EXPECT_EQ(corner_after(one.then(two), corner), corner_after(two, corner_after(one, corner)))
                    << first << ", " << second;
            EXPECT_TRUE(one.then(one.inverse()).is_none());
            EXPECT_TRUE(one.inverse().then(one).is_none());
        }
}

// What is at the panel's left edge is at the top of the device whose panel's left side is up.
TEST(APanel, ShowsUprightWhatIsTurnedForIt) {
    constexpr unsigned top_left = 0, bottom_left = 3;  // corners; of the panel
    EXPECT_EQ(corner_after(upright_turn(PanelOrientation::normal), top_left), top_left);
    EXPECT_EQ(corner_after(upright_turn(PanelOrientation::left_side_up), top_left), bottom_left);
    EXPECT_EQ(corner_after(upright_turn(PanelOrientation::right_side_up), top_left), 1U) << "the top right one";
    EXPECT_EQ(corner_after(upright_turn(PanelOrientation::upside_down), top_left), 2U);
}

TEST(APanel, AsASourceIsMadeUprightBeforeUsersTurnIt) {
    const auto wanted = turn_of(90, Reflection::x);
    for (const auto from : {PanelOrientation::normal, PanelOrientation::upside_down, PanelOrientation::left_side_up,
                            PanelOrientation::right_side_up}) {
        EXPECT_TRUE(turn_between(from, {}, from).is_none()) << "of two panels that are built in alike";
        const Turn between = turn_between(from, wanted, PanelOrientation::normal);
        EXPECT_EQ(upright_turn(from).then(between), wanted) << orientation_name(from);
        EXPECT_EQ(parse_orientation(orientation_name(from)), from);
    }
    EXPECT_EQ(parse_orientation("Left Side Up"), std::nullopt) << "which is the kernel's word";
}

}  // namespace
}  // namespace kmsmirror
