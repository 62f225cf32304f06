// SPDX-License-Identifier: MIT
#include "doctor_fixture.h"

namespace kmsmirror::ctl::doctor {

namespace {

using testing::Contains;
using testing::ElementsAre;

class DoctorOfSettings : public Doctor {
protected:
    [[nodiscard]] std::vector<std::string> said() {
        std::vector<std::string> texts;
        for (const Finding& finding : findings("settings"))
            texts.push_back(finding.what);
        return texts;
    }
};

TEST_F(DoctorOfSettings, SaysWhetherSettingsCanBeRemembered) {
    EXPECT_THAT(findings("settings"), ElementsAre(ok("Settings of displays can be remembered in /var/lib/kmsmirror")));
    machine_.remove("/var/lib/kmsmirror");
    EXPECT_THAT(findings("settings"),
                ElementsAre(note("/var/lib/kmsmirror is no folder, so that --persistent is refused",
                                 "systemd-tmpfiles --create kmsmirror.conf; where the root is read-only, mount one "
                                 "there that can be written")));
    EXPECT_THAT(problems(), testing::IsEmpty()) << "no display is dark for that";
}

TEST_F(DoctorOfSettings, NamesFilesThatAreForNoDisplay) {
    machine_.write("/etc/kmsmirror/sinks.d/10-right.conf", "[Match]\nDriver=gud\n[Sink]\nMaxRate=10\n");
    machine_.write("/etc/kmsmirror/sinks.d/20-wrong.conf", "[Match]\nModel=U2413\n[Sink]\nMaxRate=10\n");
    EXPECT_THAT(said(), ElementsAre(testing::_, machine_.path_of("/etc/kmsmirror/sinks.d/20-wrong.conf") +
                                                    ": the section [Match] fits no display that is known now"));
    stop_daemon();
    EXPECT_EQ(said().size(), 1U) << "nobody knows the displays";
}

TEST_F(DoctorOfSettings, NamesAModeThatIsGone) {
    Sink& sink = status_->sinks.front();
    sink.modes = {{1024, 768, 60'000}};
    sink.mode_choice = "1024x768";
    EXPECT_EQ(said().size(), 1U);
    sink.mode_choice = "1280x720@50";
    EXPECT_THAT(findings("settings"), Contains(note("The display on " + sink.id +
                                                        " shall have the mode 1280x720@50, which it does not offer now",
                                                    "kmsmirrorctl set " + sink.id + " mode=auto --persistent")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
