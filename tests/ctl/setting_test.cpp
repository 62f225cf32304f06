// SPDX-License-Identifier: MIT
#include "ctl/model/setting.h"

#include <gmock/gmock.h>

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {
namespace {

using testing::ElementsAre;

std::string refusal_of(const std::vector<std::string>& words) {
    try {
        (void)parse_settings(words);
        return "accepted";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::usage);
        return failure.what();
    }
}

TEST(Settings, HaveTheTypesOfDBus) {
    EXPECT_THAT(parse_settings({"path=copy", "mode=800x600@60", "fit=none", "source=HDMI"}),
                ElementsAre(Setting{"PathChoice", "copy"}, Setting{"ModeChoice", "800x600@60"}, Setting{"Fit", "none"},
                            Setting{"Source", "HDMI"}));
    EXPECT_THAT(
        parse_settings({"rotation=90", "region=0,8,640,480", "max-rate=29.97"}),
        ElementsAre(Setting{"Rotation", 90U}, Setting{"RegionChoice", "0,8,640,480"}, Setting{"MaxRate", 29970U}));
    EXPECT_THAT(parse_settings({"region=wall:2x2:1,0", "max-rate=none", "bezel=20"}),
                ElementsAre(Setting{"RegionChoice", "wall:2x2:1,0"}, Setting{"MaxRate", 0U}, Setting{"Bezel", 20U}));
    EXPECT_THAT(parse_settings({"reflection=x", "filter=area", "dither=mono", "mode=highest-refresh"}),
                ElementsAre(Setting{"Reflection", "x"}, Setting{"FilterChoice", "area"}, Setting{"Dither", "mono"},
                            Setting{"ModeChoice", "highest-refresh"}));
}

TEST(Settings, AreRefusedWithTheValueThatIsWrong) {
    EXPECT_EQ(refusal_of({"path"}), "path: not KEY=VALUE");
    EXPECT_EQ(refusal_of({"=copy"}), "=copy: not KEY=VALUE");
    EXPECT_EQ(refusal_of({"path="}), "path=: not auto, prime or copy");
    EXPECT_EQ(refusal_of({"max-rate="}), "max-rate=: not none, 0 or 0.1 to 1000 frames a second");
    EXPECT_EQ(
        refusal_of({"colour=red"}),
        "colour: no such setting; there are path, mode, fit, rotation, reflection, region, bezel, filter, dither, "
        "max-rate and source");
    for (const char* degrees : {"left", "91", "-90", "360"})
        EXPECT_EQ(refusal_of({"rotation=" + std::string(degrees)}),
                  "rotation=" + std::string(degrees) + ": not 0, 90, 180 or 270 degrees");
    EXPECT_EQ(refusal_of({"path=prime-heap"}), "path=prime-heap: not auto, prime or copy");
    EXPECT_EQ(refusal_of({"fit=wide"}), "fit=wide: not fit, fill, stretch, integer or none");
    for (const char* mode : {"best", "1024", "1024x768@fast", "16385x1"})
        EXPECT_EQ(refusal_of({"mode=" + std::string(mode)}),
                  "mode=" + std::string(mode) +
                      ": not auto, source, nearest, preferred, highest-refresh, WxH or WxH@HZ, as 1280x720 or "
                      "1280x720@59.94, at most 16384x16384@1000");
    EXPECT_EQ(refusal_of({"reflection=xy"}), "reflection=xy: not none, x or y");
    EXPECT_EQ(refusal_of({"bezel=4097"}), "bezel=4097: not 0 to 4096 pixels of the source");
    EXPECT_EQ(refusal_of({"filter=best"}), "filter=best: not auto, nearest, bilinear or area");
    EXPECT_EQ(refusal_of({"dither=yes"}), "dither=yes: not none, ordered or mono");
    EXPECT_EQ(refusal_of({"path=copy", "path=auto"}), "path=auto: given twice");
    for (const char* region : {"1,2,3", "1,2,3,4,5", "1,2,3,", "a,2,3,4", "1,,3,4", "1;2;3;4", "0,-8,640,480",
                               "8,8,4,16", "0,0,16385,8", "wall:2x2", "wall:2x2:2,0", "wall:0x1:0,0", "wall:65x1:0,0"})
        EXPECT_EQ(refusal_of({"region=" + std::string(region)}),
                  "region=" + std::string(region) +
                      ": not all, X1,Y1,X2,Y2 in pixels of the source, 0 to 16384, with X1 < X2 and Y1 < Y2, or "
                      "wall:COLUMNSxROWS:COLUMN,ROW, counted from 0, of at most 64x64");
    for (const char* rate : {"0.05", "1000.5", "fast", "30fps", "nan", "-1"})
        EXPECT_EQ(refusal_of({"max-rate=" + std::string(rate)}),
                  "max-rate=" + std::string(rate) + ": not none, 0 or 0.1 to 1000 frames a second");
}

// Files and D-Bus say it by 0.
TEST(Settings, HaveNoLimitOfTheRateByEitherWord) {
    for (const char* rate : {"none", "0"})
        EXPECT_THAT(parse_settings({"max-rate=" + std::string(rate)}), ElementsAre(Setting{"MaxRate", 0U}));
}

}  // namespace
}  // namespace kmsmirror::ctl
