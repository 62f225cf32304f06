// SPDX-License-Identifier: MIT
#include "ctl/view/config_view.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ctl/program.h"
#include "tests/unit/config/temp_roots.h"

namespace kmsmirror::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

struct Ran {
    int exit_code;
    std::string out;
    std::string err;
};

Ran run(std::vector<std::string> words) {
    words.insert(words.begin(), "kmsmirrorctl");
    std::vector<char*> arguments(words.size());
    std::transform(words.begin(), words.end(), arguments.begin(), [](std::string& word) { return word.data(); });
    CaptureStdout();
    CaptureStderr();
    const int exit_code = run_program(static_cast<int>(arguments.size()), arguments.data());
    return {exit_code, GetCapturedStdout(), GetCapturedStderr()};
}

class ConfigCommands : public testing::Test {
protected:
    ConfigCommands() { roots_.write("lib/kmsmirror.conf", "[Source]\nBuffers=2\n"); }

    config::TempRoots roots_;
    std::string etc_ = roots_.path("etc");
    std::string lib_ = roots_.path("lib");
};

TEST_F(ConfigCommands, CheckSaysNothingOfWhatIsGood) {
    const Ran ran = run({"config", "check", lib_});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(ran.out + ran.err, "");
}

TEST_F(ConfigCommands, CheckTellsWarningsButDoesNotFail) {
    roots_.write("etc/sinks.d/10.conf", "[Sink]\nColour=red\n");
    const Ran ran = run({"config", "check", etc_, lib_});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(ran.out,
              etc_ +
                  "/sinks.d/10.conf:2: warning: unknown key \"Colour\" in section \"Sink\"; ignored; keys are Enabled, "
                  "Path, Mode, Fit, Rotation, Reflection, Region, Bezel, Filter, Dither, MaxRate, Source\n");
}

TEST_F(ConfigCommands, CheckFailsWhenAFileIsRefused) {
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nBuffers=9\n");
    const Ran ran = run({"config", "check", etc_, lib_});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.out, etc_ +
                           "/kmsmirror.conf.d/10.conf:2: error: Buffers=\"9\": the value must be 2, 3 or 4; "
                           "the file is ignored\n");
    const Ran json = run({"--json=short", "config", "check", etc_, lib_});
    EXPECT_EQ(json.exit_code, 1);
    EXPECT_EQ(Json::parse(json.out),
              (Json{{"refused", true},
                    {"messages",
                     {{{"file", etc_ + "/kmsmirror.conf.d/10.conf"},
                       {"line", 2},
                       {"severity", "error"},
                       {"text", "Buffers=\"9\": the value must be 2, 3 or 4; the file is ignored"}}}}}));
}

TEST_F(ConfigCommands, WantAFolderThatIsThere) {
    for (const char* command : {"check", "show"}) {
        const Ran ran = run({"config", command, roots_.path("nowhere")});
        EXPECT_EQ(ran.exit_code, 2);
        EXPECT_THAT(ran.err, HasSubstr("nowhere: there is no such folder"));
    }
    EXPECT_EQ(run({"config"}).exit_code, 2);
}

TEST_F(ConfigCommands, ShowTellsWhereEachValueWasSet) {
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nMode=1280x720@50\nBufers=1\n");
    roots_.write("etc/sinks.d/10.conf", "[Match]\nMake=DEL\n[Sink]\nMaxRate=30\n");
    const Ran ran = run({"config", "show", etc_, lib_});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, StartsWith("[Source]\nCard=                             # default\n"));
    EXPECT_THAT(ran.out, HasSubstr("\nMode=1280x720@50                  # " + etc_ + "/kmsmirror.conf.d/10.conf:2\n"));
    EXPECT_THAT(ran.out, HasSubstr("\nBuffers=2                         # " + lib_ + "/kmsmirror.conf:2\n"));
    EXPECT_THAT(ran.out, HasSubstr("\n[Access]\nGroup=kmsmirror                   # default\n"));
    EXPECT_THAT(ran.out, HasSubstr("\n# " + etc_ + "/sinks.d/10.conf\n[Match]\nMake=DEL\n\n[Sink]\nMaxRate=30\n"));
    EXPECT_THAT(ran.err, HasSubstr("10.conf:3: warning: unknown key \"Bufers\""));

    const Json json = Json::parse(run({"config", "show", etc_, lib_, "-j"}).out);
    EXPECT_EQ(json["settings"][2], (Json{{"section", "Source"},
                                         {"key", "Mode"},
                                         {"value", "1280x720@50"},
                                         {"file", etc_ + "/kmsmirror.conf.d/10.conf"},
                                         {"line", 2}}));
    EXPECT_EQ(json["settings"][0]["file"], Json(nullptr));
    EXPECT_EQ(
        json["sinks"],
        (Json::array(
            {{{"file", etc_ + "/sinks.d/10.conf"}, {"match", {{"Make", "DEL"}}}, {"sink", {{"MaxRate", "30"}}}}})));
    EXPECT_EQ(json["remembered"], Json::array());
}

}  // namespace
}  // namespace kmsmirror::ctl
