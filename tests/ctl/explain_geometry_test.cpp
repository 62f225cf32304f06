// SPDX-License-Identifier: MIT
#include "ctl/view/explain_geometry.h"

#include <gmock/gmock.h>

namespace kmsmirror::ctl {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

// A source of 1920x1080, and a sink that shows all of it, scaled, on a display of 800x480.
class ExplainedGeometry : public testing::Test {
protected:
    ExplainedGeometry() {
        status_.sources.resize(1);
        status_.sources[0].id = "lcd";
        status_.sources[0].mode = {1920, 1080, 60'000};
        sink_.id = "usb-1";
        sink_.source_id = "lcd";
        sink_.state = "mirroring";
        sink_.path = "copy";
        sink_.path_choice = "auto";
        sink_.path_reason = {"GEOMETRY", "ERANGE", "permanent", "now"};
        sink_.mode = {800, 480, 60'000};
        sink_.modes = {{800, 480, 60'000}};
        sink_.fit = "fit";
        sink_.reflection = "none";
        sink_.region_choice = "all";
        sink_.region = {0, 0, 1920, 1080};
        sink_.display_part = {0, 15, 800, 465};
        sink_.filter = "area";
        sink_.dither = "none";
    }

    // Shown pixel by pixel, in its own size.
    void show_unscaled() {
        sink_.mode = {1920, 1080, 60'000};
        sink_.display_part = {0, 0, 1920, 1080};
        sink_.filter = "";
    }

    [[nodiscard]] std::string why() const { return explain(sink_, status_).back().why; }
    [[nodiscard]] std::string advice() const { return explain(sink_, status_).back().advice; }

    Status status_;
    Sink sink_;
};

TEST_F(ExplainedGeometry, TellsWhatItIsThatTakesACopy) {
    EXPECT_EQ(why(),
              "copy, because the picture is scaled from 1920x1080 to 800x450, and has bars, which the display's driver "
              "cannot do.");
    sink_.display_part = {0, 0, 800, 480};
    EXPECT_EQ(why(),
              "copy, because the picture is scaled from 1920x1080 to 800x480, which the display's driver cannot do.");
    show_unscaled();
    sink_.rotation = 180;
    EXPECT_THAT(why(), HasSubstr("the picture is turned by 180 degrees, which"));
    sink_.reflection = "x";
    sink_.dither = "ordered";
    EXPECT_THAT(why(), HasSubstr("the picture is turned by 180 degrees, mirrored and dithered, which"));
    sink_.rotation = 0;
    sink_.reflection = sink_.dither = "none";
    sink_.mode = {2560, 1440, 60'000};
    sink_.display_part = {320, 180, 2240, 1260};
    EXPECT_THAT(why(), HasSubstr("the picture has bars, which"));
}

TEST_F(ExplainedGeometry, TellsOfPanelsAndAdvisesNothingThatWouldTurnThem) {
    show_unscaled();
    sink_.panel_orientation = "upside-down";
    EXPECT_THAT(why(), HasSubstr("the picture is turned as the panels are built in, which"));
    EXPECT_EQ(advice(), "");
}

TEST_F(ExplainedGeometry, TellsSizesAsThePictureIsTurned) {
    sink_.rotation = 90;
    sink_.display_part = {265, 0, 535, 480};
    EXPECT_THAT(why(), HasSubstr("is scaled from 1080x1920 to 270x480 and turned by 90 degrees, and has bars, which"));
}

TEST_F(ExplainedGeometry, AdvisesTheModeOfThePictureWhereTheDisplayHasIt) {
    sink_.modes = {{800, 480, 60'000}, {1920, 1080, 30'000}};
    EXPECT_EQ(advice(), "Without a copy: kmsmirrorctl set usb-1 mode=1920x1080");
    sink_.rotation = 90;
    sink_.dither = "ordered";
    sink_.reflection = "y";
    sink_.remembered_by = "port";
    EXPECT_EQ(advice(),
              "Without a copy: kmsmirrorctl set usb-1 mode=1920x1080 rotation=0 reflection=none dither=none "
              "--persistent");
    sink_.region_choice = "wall:2x2:0,0";
    sink_.modes.push_back({960, 540, 60'000});
    EXPECT_THAT(advice(), HasSubstr(" mode=960x540 ")) << "the picture is what is shown of the source";
}

TEST_F(ExplainedGeometry, AdvisesToCutThePictureOffWhereItIsLarger) {
    EXPECT_EQ(advice(), "Without a copy, with the picture cut off: kmsmirrorctl set usb-1 fit=none");
    sink_.fit = "none";
    sink_.rotation = 180;
    EXPECT_EQ(advice(), "Without a copy, with the picture cut off: kmsmirrorctl set usb-1 rotation=0");
}

TEST_F(ExplainedGeometry, AdvisesNothingButWhatTakesTheCopyAway) {
    show_unscaled();
    for (const char* dither : {"ordered", "mono"}) {
        sink_.dither = dither;
        EXPECT_EQ(advice(), "Without a copy: kmsmirrorctl set usb-1 dither=none");
    }
    sink_.mode = {2560, 1440, 60'000};
    EXPECT_EQ(
        advice(),
        "Only the picture as the source has it, 1920x1080, in a mode of that size needs no copy; the display has no "
        "such mode.");
}

TEST_F(ExplainedGeometry, OfAPathThatIsChosenTellsToChooseAnother) {
    sink_.state = "error";
    sink_.path = "none";
    sink_.path_choice = "prime";
    EXPECT_THAT(why(), StartsWith("no path, because the picture is scaled from 1920x1080 to 800x450, and has bars,"));
    EXPECT_THAT(advice(), StartsWith("kmsmirrorctl set usb-1 path=auto"));
}

TEST_F(ExplainedGeometry, SaysThatFitNoneCutsOff) {
    EXPECT_FALSE(explain_cut(sink_, status_)) << "a display that is scaled shows all of it";
    sink_.fit = "none";
    sink_.region = {560, 300, 1360, 780};
    sink_.path_reason = {};
    EXPECT_EQ(why(), "It shows the middle 800x480 of the picture's 1920x1080: fit=none cuts the rest off.");
    EXPECT_THAT(advice(), StartsWith("kmsmirrorctl set usb-1 fit=fit"));
    sink_.fit = "fill";
    EXPECT_FALSE(explain_cut(sink_, status_)) << "that is what it is for";
    sink_.fit = "none";
    sink_.region_choice = "560,300,1360,780";
    EXPECT_FALSE(explain_cut(sink_, status_)) << "all that was chosen is there";
    sink_.region_choice = "all";
    for (const char* state : {"blank", "disabled", "unplugged"}) {
        sink_.state = state;
        EXPECT_THAT(explain(sink_, status_), SizeIs(1)) << state;
    }
}

TEST_F(ExplainedGeometry, SaysThatARegionLiesOutsideOfTheSource) {
    sink_.region_choice = "1920,0,2000,100";
    sink_.bezel = 4096;
    ASSERT_TRUE(explain_region(sink_, status_));
    EXPECT_EQ(explain_region(sink_, status_)->why,
              "It shows all of the source's 1920x1080: nothing of the region 1920,0,2000,100 lies in there.");
    EXPECT_THAT(explain_region(sink_, status_)->advice, StartsWith("kmsmirrorctl set usb-1 region=all"));
    for (const char* region : {"all", "0,0,1920,1080", "wall:1x1:0,0", "wall:2x2:0,0"}) {
        sink_.region_choice = region;
        sink_.bezel = 0;
        EXPECT_FALSE(explain_region(sink_, status_)) << region;
    }
}

TEST_F(ExplainedGeometry, TellsABezelThatLeavesNothingForADisplayOfAWall) {
    sink_.region_choice = "wall:64x1:3,0";
    sink_.bezel = 4096;
    ASSERT_TRUE(explain_region(sink_, status_));
    EXPECT_EQ(explain_region(sink_, status_)->why,
              "It shows all of the source's 1920x1080: a bezel of 4096 pixels leaves nothing of it for wall:64x1:3,0.");
    EXPECT_THAT(explain_region(sink_, status_)->advice, StartsWith("kmsmirrorctl set usb-1 bezel=0"));
}

}  // namespace
}  // namespace kmsmirror::ctl
