// SPDX-License-Identifier: MIT
#include "ctl/view/drawing.h"

#include <gmock/gmock.h>

#include "base/placement.h"

namespace kmsmirror::ctl {
namespace {

using testing::HasSubstr;

std::string drawn(const PlacedPicture& placed, const Sink& sink = {}) {
    return drawing_text(sink, placed, Output(JsonMode::off));
}

TEST(Drawings, ShowBars) {
    EXPECT_EQ(drawn({{1920, 1080}, {0, 0, 1920, 1080}, {800, 600}, {0, 75, 800, 525}, {}}),
              "source 1920x1080                    display 800x600\n"
              "+------------------------------+    +------------------------+\n"
              "|A############################B|    |                        |\n"
              "|##############################|    |A######################B|\n"
              "|##############################|    |########################|\n"
              "|##############################|    |########################|\n"
              "|##############################|    |########################|\n"
              "|##############################|    |########################|\n"
              "|##############################|    |########################|\n"
              "|D############################C|    |D######################C|\n"
              "+------------------------------+    |                        |\n"
              "                                    +------------------------+\n"
              "#, with the corners A, B, C and D, is what is shown; the rest of the display is black.\n");
}

TEST(Drawings, ShowWhichPartOfTheSourceThereIs) {
    const std::string text = drawn({{800, 600}, {400, 0, 800, 300}, {800, 600}, {0, 0, 800, 600}, {}});
    EXPECT_THAT(text, HasSubstr("|            A##########B|    |A######################B|\n"));
    EXPECT_THAT(text, HasSubstr("|            D##########C|    |########################|\n"
                                "|                        |    |########################|\n"));
}

TEST(Drawings, ShowHowItIsTurned) {
    Sink sink;
    sink.rotation = 90;
    sink.reflection = "x";
    const std::string text =
        drawn({{1920, 1080}, {0, 0, 1920, 1080}, {800, 600}, {231, 0, 569, 600}, turn_of(90, Reflection::x)}, sink);
    EXPECT_THAT(text, HasSubstr("|A############################B|    |       C########B       |\n"));
    EXPECT_THAT(text, HasSubstr("|       D########A       |\n"));
    EXPECT_THAT(text, HasSubstr("It is mirrored left to right, then turned clockwise by 90 degrees. #, with"));
    sink.reflection = "none";
    EXPECT_THAT(drawn({{8, 6}, {0, 0, 8, 6}, {8, 6}, {2, 0, 6, 6}, turn_of(90, Reflection::none)}, sink),
                HasSubstr("|      D##########A      |\n"));
    sink.rotation = 0;
    sink.reflection = "y";
    EXPECT_THAT(drawn({{8, 6}, {0, 0, 8, 6}, {8, 6}, {0, 0, 8, 6}, turn_of(0, Reflection::y)}, sink),
                HasSubstr("It is mirrored top to bottom. #"));
}

TEST(Drawings, ShowBarsThatAreNarrow) {
    EXPECT_THAT(drawn({{800, 600}, {1, 0, 800, 600}, {800, 600}, {0, 0, 799, 600}, {}}),
                HasSubstr("\n| A#####################B|    |A#####################B |\n"));
}

TEST(Drawings, OfAnySizeHaveRoomForIt) {
    for (const Size source : {Size{1, 1}, Size{16384, 1}, Size{1, 16384}, Size{1920, 480}})
        for (const Rect& part : {Rect{0, 0, 1, 1}, rect_of(source)})
            for (const Size display : {Size{1, 1}, Size{16384, 1}, Size{1, 16384}}) {
                const std::string text = drawn({source, part, display, rect_of(display), {}});
                EXPECT_THAT(text, HasSubstr("is what is shown"));
                EXPECT_LT(text.size(), 1500U);
            }
    EXPECT_THAT(drawn({{1920, 1080}, {0, 0, 8, 8}, {800, 480}, {0, 0, 800, 480}, {}}),
                HasSubstr("|#                             |    |##############################|\n"))
        << "without corners where there is no room for four";
}

}  // namespace
}  // namespace kmsmirror::ctl
