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
        parse_settings({"rotation=90", "region=0,-8,640,480", "max-rate=29.97"}),
        ElementsAre(Setting{"Rotation", 90U}, Setting{"Region", Region{0, -8, 640, 480}}, Setting{"MaxRate", 29970U}));
    EXPECT_THAT(parse_settings({"region=all", "max-rate=none"}),
                ElementsAre(Setting{"Region", Region{}}, Setting{"MaxRate", 0U}));
}

TEST(Settings, AreRefusedWithTheValueThatIsWrong) {
    EXPECT_EQ(refusal_of({"path"}), "path: not KEY=VALUE");
    EXPECT_EQ(refusal_of({"=copy"}), "=copy: not KEY=VALUE");
    EXPECT_EQ(refusal_of({"path="}), "path=: not auto, prime or copy");
    EXPECT_EQ(refusal_of({"max-rate="}), "max-rate=: not none or 0.1 to 1000 frames a second");
    EXPECT_EQ(refusal_of({"colour=red"}),
              "colour: no such setting; there are path, mode, fit, rotation, region, max-rate and source");
    for (const char* degrees : {"left", "91", "-90", "360"})
        EXPECT_EQ(refusal_of({"rotation=" + std::string(degrees)}),
                  "rotation=" + std::string(degrees) + ": not 0, 90, 180 or 270 degrees");
    EXPECT_EQ(refusal_of({"path=prime-heap"}), "path=prime-heap: not auto, prime or copy");
    EXPECT_EQ(refusal_of({"fit=wide"}), "fit=wide: not none, fit, crop or stretch");
    for (const char* mode : {"best", "1024", "1024x768@fast"})
        EXPECT_EQ(refusal_of({"mode=" + std::string(mode)}),
                  "mode=" + std::string(mode) + ": not auto, WxH or WxH@HZ, as 1280x720 or 1280x720@59.94");
    EXPECT_EQ(refusal_of({"path=copy", "path=auto"}), "path=auto: given twice");
    for (const char* region : {"1,2,3", "1,2,3,4,5", "1,2,3,", "a,2,3,4", "1,,3,4", "1;2;3;4"})
        EXPECT_EQ(refusal_of({"region=" + std::string(region)}),
                  "region=" + std::string(region) + ": not all or X1,Y1,X2,Y2 in pixels of the source");
    for (const char* rate : {"0", "0.05", "1000.5", "fast", "30fps", "nan", "-1"})
        EXPECT_EQ(refusal_of({"max-rate=" + std::string(rate)}),
                  "max-rate=" + std::string(rate) + ": not none or 0.1 to 1000 frames a second");
}

}  // namespace
}  // namespace kmsmirror::ctl
