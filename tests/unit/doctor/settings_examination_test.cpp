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
    // Of a file, its line and what is wrong.
    [[nodiscard]] auto is_problem_in(const std::string& place) const {
        return testing::AllOf(testing::Field(&Finding::level, Finding::Level::problem),
                              testing::Field(&Finding::what, testing::StartsWith(machine_.path_of(place))));
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

TEST_F(DoctorOfSettings, NamesFilesThatAreRefused) {
    const std::string drop_in = "/etc/kmsmirror/kmsmirror.conf.d/10.conf";
    const std::string sink = "/etc/kmsmirror/sinks.d/10.conf";
    const std::string kept = "/var/lib/kmsmirror/sinks/+++usb-1.conf";
    machine_.write(drop_in, "[Source]\nBuffers=99\nFormat=RGB565\n");
    machine_.write(sink, "[Sink]\nMaxRate=fast\n");
    machine_.write(kept, "[Sink]\nPath=fast\n");
    for (const bool is_running : {true, false}) {
        if (!is_running)
            stop_daemon();
        EXPECT_THAT(findings("settings"), ElementsAre(testing::_, is_problem_in(drop_in + ":2: Buffers=\"99\""),
                                                      is_problem_in(sink + ":2: MaxRate=\"fast\""),
                                                      is_problem_in(kept + ":2: Path=\"fast\"")));
    }
}

TEST_F(DoctorOfSettings, NamesLinesThatAreIgnored) {
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nBufers=2\n");
    EXPECT_THAT(findings("settings"),
                Contains(note(machine_.path_of("/etc/kmsmirror/kmsmirror.conf") +
                                  ":2: unknown key \"Bufers\" in section \"Source\"; ignored; keys are Card, "
                                  "Connector, Mode, Format, Background, Buffers, Allocator, Heap",
                              "Correct it, then: kmsmirrorctl reload")));
    EXPECT_THAT(problems(), testing::IsEmpty());
}

TEST_F(DoctorOfSettings, NamesDriversThatNobodyHas) {
    const auto write_drivers = [&](const std::string& names) {
        machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Sinks]\nDrivers=" + names + "\n");
    };
    write_drivers("udl gud gm12u320 nosuch");
    EXPECT_THAT(said(), Contains("Drivers= names nosuch: no card has that driver, and the kernel has no module of that "
                                 "name"));
    machine_.write("/sys/module/no_such/refcnt", "0\n");
    machine_.write("/lib/modules/6.12.0/modules.dep", "kernel/drivers/gpu/drm/vkms/vkms.ko.xz: kernel/x.ko\n");
    machine_.write("/proc/sys/kernel/osrelease", "6.12.0\n");
    write_drivers("udl no-such vkms");
    EXPECT_THAT(said(), testing::SizeIs(1)) << said().back();
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
                                                    "kmsmirrorctl set " + sink.id + " mode=auto")));
    sink.remembered_by = "port";
    EXPECT_EQ(findings("settings").back().fix, "kmsmirrorctl set " + sink.id + " mode=auto --persistent");
}

TEST_F(DoctorOfSettings, SaysWhereASettingThatIsWrongIsTakenBack) {
    Sink& sink = status_->sinks.front();
    sink.modes = {{1024, 768, 60'000}};
    sink.mode_choice = "801x600";
    sink.path = "copy";
    sink.path_choice = "copy";
    sink.path_reason = {"CHOICE", "ECANCELED", "permanent", "now"};
    machine_.write("/etc/kmsmirror/sinks.d/10.conf", "[Sink]\nMode=801x600\n");
    machine_.write("/etc/kmsmirror/sinks.d/20.conf", "[Match]\nDriver=udl\n[Sink]\nMode=801x600\nPath=copy\n");
    machine_.write("/etc/kmsmirror/sinks.d/30.conf", "[Match]\nDriver=gud\n[Sink]\nMode=801x600\nPath=copy\n");
    const std::string file = machine_.path_of("/etc/kmsmirror/sinks.d/20.conf");
    EXPECT_EQ(findings("settings").back().fix, "Correct Mode= in " + file + ", then: kmsmirrorctl reload");
    EXPECT_EQ(findings("mapping").front().fix, "Correct Path= in " + file + ", then: kmsmirrorctl reload");
    machine_.write("/var/lib/kmsmirror/sinks/a.conf", "[Match]\nId=" + sink.id + "\n[Sink]\nMode=801x600\nPath=copy\n");
    EXPECT_EQ(findings("settings").back().fix, "kmsmirrorctl set " + sink.id + " mode=auto --persistent");
    EXPECT_EQ(findings("mapping").front().fix, "kmsmirrorctl set " + sink.id + " path=auto --persistent");
}

TEST_F(DoctorOfSettings, SayOnceThatAModeIsGone) {
    Sink& sink = status_->sinks.front();
    sink.modes = {{1024, 768, 60'000}};
    sink.mode_choice = "801x600";
    sink.error = "the display has no mode 801x600; it got the one nearest to the source";
    EXPECT_EQ(said().size(), 1U);
    EXPECT_THAT(findings("sink"), Contains(note("Sink " + sink.id + " is in another mode: " + sink.error,
                                                "kmsmirrorctl set " + sink.id + " mode=auto")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
