// SPDX-License-Identifier: MIT
// What single examinations say besides what board_test.cpp has.
#include <zlib.h>

#include "doctor_fixture.h"

namespace kmsmirror::ctl::doctor {

namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using Level = Finding::Level;

auto is_finding(Level level, const std::string& part) {
    return AllOf(Field(&Finding::level, level), Field(&Finding::what, HasSubstr(part)));
}

TEST_F(Doctor, SaysWhetherTheCardThatIsConfiguredIsThere) {
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "may be on card0"))) << "none is configured";
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nCard=/dev/dri/by-path/panel-card\n");
    const auto missing = findings("source-card");
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(
        missing[0],
        problem("The configuration names the card /dev/dri/by-path/panel-card, which is not there: nothing is mirrored",
                "Correct Card= in " + machine_.path_of("/etc/kmsmirror/kmsmirror.conf") +
                    ":2: /dev/dri/card0 is card0 (drm-clcd-pl111, VGA-1); links in /dev/dri/by-path serve as well"));
    machine_.write("/dev/dri/card0", "");
    machine_.link("/dev/dri/by-path/panel-card", "../card0");
    EXPECT_THAT(findings("source-card"), ElementsAre(ok("The configuration names the card /dev/dri/by-path/panel-card, "
                                                        "which is card0 (drm-clcd-pl111, VGA-1)")));
}

TEST_F(Doctor, SaysWhenTheDesktopHasTheOnlyCard) {
    machine_.write("/sys/class/drm/card0/dev", "226:0\n");
    machine_.write("/run/udev/data/c226:0", "I:4711\nG:seat\nG:master-of-seat\nQ:seat\nQ:master-of-seat\nV:1\n");
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "may be on card0")))
        << "there is no desktop";
    machine_.link("/etc/systemd/system/display-manager.service", "/lib/systemd/system/gdm3.service");
    EXPECT_THAT(findings("source-card"),
                ElementsAre(is_finding(Level::problem, "card0 (drm-clcd-pl111, VGA-1) is left to the desktop")));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nCard=/dev/dri/card0\n");
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "which is card0")));
    machine_.remove("/etc/kmsmirror");
    machine_.write("/run/udev/data/c226:0", "I:4711\nG:seat\nG:master-of-seat\nV:1\n");
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "may be on card0")))
        << "a rule took it from its seat";
}

TEST_F(Doctor, LooksAtTheCardThatIsConfigured) {
    machine_.add_card("card5", "platform", "vc4", "HDMI-A-1");
    machine_.set_master("card5", "Xorg", "78");
    EXPECT_THAT(findings("master"), Not(Contains(is_finding(Level::problem, "card5"))));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nCard=/dev/dri/card5\n");
    EXPECT_THAT(findings("master"), Contains(is_finding(Level::problem, "Xorg (process 78) is master of card5")));
}

TEST_F(Doctor, SeesDisplaysWithoutADriver) {
    machine_.plug("1-1", "17e9:0360", "");
    machine_.plug("1-2", "16d0:10a9", "");
    machine_.plug("2-1", "1209:4fb3", "usbfs");
    EXPECT_THAT(findings("usb-driver"),
                ElementsAre(problem("USB display 1-1 (17e9:0360) has no driver", "modprobe udl"),
                            problem("USB display 1-2 (16d0:10a9) has no driver", "modprobe gud"),
                            problem("USB display 2-1 (1209:4fb3) has the driver usbfs instead of gud",
                                    "Keep the other driver from it, then: modprobe gud")));
}

TEST_F(Doctor, SeesDisplaysThatUdlDoesNotKnow) {
    machine_.plug("1-1", "17e9:6006", "");
    machine_.write("/sys/bus/usb/devices/1-1:1.0/bInterfaceProtocol", "03\n");
    EXPECT_THAT(findings("usb-driver"),
                Contains(is_finding(Level::problem, "is of a kind that the driver udl does not know")));
}

TEST_F(Doctor, SaysThatNothingIsPluggedIn) {
    machine_.remove("/sys/bus/usb/devices");
    EXPECT_THAT(findings("usb-driver"), ElementsAre(is_finding(Level::note, "No USB display is plugged in")));
}

TEST_F(Doctor, WarnsOfUdlfbBeforeItTakesADisplay) {
    machine_.write("/lib/modules/6.12.1-board/modules.dep", "kernel/drivers/video/fbdev/udlfb.ko.xz: kernel/fb.ko\n");
    EXPECT_THAT(findings("usb-driver"), Contains(is_finding(Level::note, "This kernel has the driver udlfb")));
    machine_.write("/etc/modprobe.d/x.conf", "blacklist udlfb\n");
    EXPECT_THAT(findings("usb-driver"), Not(Contains(is_finding(Level::note, "udlfb"))));
}

TEST_F(Doctor, ReadsThePackedOptionsOfTheKernel) {
    machine_.remove("/boot");
    machine_.remove("/lib/modules");
    EXPECT_THAT(findings("kernel-options"), ElementsAre(is_finding(Level::note, "driver udl is not known"),
                                                        is_finding(Level::note, "driver gud is not known")));
    const gzFile file = gzopen(machine_.path_of("/proc/config.gz").c_str(), "wb");
    gzputs(file, "CONFIG_DRM_UDL=y\n# CONFIG_DRM_GUD is not set\n");
    gzclose(file);
    EXPECT_THAT(findings("kernel-options"), ElementsAre(ok("The kernel has the driver udl (CONFIG_DRM_UDL=y)"),
                                                        is_finding(Level::problem, "has no driver gud")));
    machine_.remove("/sys/bus/usb/devices");
    EXPECT_THAT(findings("kernel-options"), Contains(is_finding(Level::note, "has no driver gud")));
    machine_.write("/sys/bus/usb/drivers/gud/module", "");
    EXPECT_THAT(findings("kernel-options"), Contains(ok("The kernel has the driver gud: it is loaded")));
    machine_.write("/proc/config.gz", "no gzip file");
    EXPECT_THAT(findings("kernel-options"), Contains(is_finding(Level::note, "driver udl is not known")));
}

TEST_F(Doctor, NamesTheMasterOfACard) {
    machine_.set_master("card1", "gnome shell", "77");
    machine_.set_master("card0", "Xorg", "78");
    EXPECT_THAT(findings("master"),
                ElementsAre(is_finding(Level::problem, "Xorg (process 78) is master of card0 (drm-clcd-pl111, VGA-1)"),
                            is_finding(Level::problem, "gnome shell (process 77) is master of card1 (udl, DVI-I-1)"),
                            ok("kmsmirrord is master of card2 (gud, USB-1)")));
    machine_.set_master("card1", "", "");
    EXPECT_THAT(findings("master"), Contains(ok("No program is master of card1 (udl, DVI-I-1)")));
}

TEST_F(Doctor, AsksTheDaemonForMastersWhereDebugfsIsHidden) {
    machine_.remove("/sys/kernel/debug");
    EXPECT_THAT(findings("master"), ElementsAre(is_finding(Level::note, "debugfs cannot be read")));
    status_->sinks[1].state = "no-master";
    EXPECT_THAT(findings("master"),
                ElementsAre(is_finding(Level::problem, "Another program is master of the card of sink usb-2-USB-1")));
}

TEST_F(Doctor, KnowsNothingOfTheCapabilitiesOfAHiddenProcess) {
    machine_.remove("/proc/40/status");
    EXPECT_THAT(findings("capability"), ElementsAre(is_finding(Level::note, "are not known")));
    machine_.remove("/proc/40");
    EXPECT_THAT(findings("capability"), IsEmpty());
}

TEST_F(Doctor, SeesSlowConnections) {
    machine_.plug("1-1", "17e9:0360", "udl", "12");
    machine_.plug("1-2", "1d50:614d", "gud", "5000");
    EXPECT_THAT(findings("usb-speed"),
                ElementsAre(is_finding(Level::problem, "1-1 (17e9:0360) is connected with 12 MBit/s"),
                            ok("USB display 1-2 (1d50:614d) is connected with 5000 MBit/s")));
}

TEST_F(Doctor, JudgesEdids) {
    std::string wrong = edid_bytes("S");
    wrong[100] = 'x';
    machine_.write("/sys/class/drm/card1-DVI-I-1/edid", wrong);
    machine_.write("/sys/class/drm/card2-USB-1/edid", "garbage");
    EXPECT_THAT(
        findings("edid"),
        ElementsAre(is_finding(Level::problem, "DVI-I-1 of card1 (DEL U2412) has an EDID with a wrong checksum"),
                    is_finding(Level::problem, "USB-1 of card2 says what is no EDID")));
    machine_.write("/sys/class/drm/card1-DVI-I-1/edid", "");
    machine_.write("/sys/class/drm/card2-USB-1/status", "disconnected\n");
    EXPECT_THAT(findings("edid"), ElementsAre(is_finding(Level::note, "does not say what it is"),
                                              is_finding(Level::note, "No display is connected to USB-1 of card2")));
}

TEST_F(Doctor, WantsEnoughContiguousMemory) {
    // Three buffers of 1024x768 pixels are 9 MiB.
    machine_.write("/proc/meminfo", "CmaTotal: 65536 kB\nCmaFree: 9215 kB\n");
    EXPECT_THAT(findings("cma"), ElementsAre(is_finding(Level::ok, "64.0 MiB")));
    status_->sources.clear();
    EXPECT_THAT(findings("cma"),
                ElementsAre(is_finding(Level::problem, "3 buffers of the board's display take 9.0 MiB")));
    machine_.write("/proc/meminfo", "CmaTotal: 65536 kB\nCmaFree: 9216 kB\n");
    EXPECT_THAT(findings("cma"), ElementsAre(is_finding(Level::ok, "9.0 MiB free")));
    machine_.write("/proc/meminfo", "");
    machine_.link("/sys/devices/platform/display/subsystem", "../../../bus/pci");
    EXPECT_THAT(findings("cma"), ElementsAre(is_finding(Level::note, "does not need contiguous memory")));
    machine_.remove("/sys/class/drm/card0");
    EXPECT_THAT(findings("cma"),
                ElementsAre(is_finding(Level::problem, "There is no display card besides those on USB")));
}

TEST_F(Doctor, CountsOnlyContiguousHeaps) {
    machine_.remove("/dev/dma_heap/linux,cma");
    EXPECT_THAT(findings("dma-heap"), ElementsAre(is_finding(Level::note, "no contiguous dma-heap")));
}

TEST_F(Doctor, TellsHowTheServiceFared) {
    auto& systemctl = machine_.programs["systemctl"];
    systemctl = "LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nNRestarts=3\n";
    EXPECT_THAT(findings("service"), ElementsAre(ok("kmsmirrord.service is active"),
                                                 is_finding(Level::note, "was restarted 3 times after failures")));
    systemctl = "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=watchdog\nNRestarts=0\n";
    EXPECT_THAT(findings("service"), ElementsAre(is_finding(Level::problem, "has failed (watchdog)")));
    systemctl = "LoadState=masked\nActiveState=inactive\n";
    EXPECT_THAT(findings("service"), ElementsAre(is_finding(Level::problem, "is masked")));
    systemctl = "LoadState=not-found\nActiveState=inactive\n";
    EXPECT_THAT(findings("service"),
                ElementsAre(is_finding(Level::note,
                                       "kmsmirrord runs (process 40), but not as a service: the unit "
                                       "kmsmirrord.service is not installed")));
    machine_.programs.clear();
    machine_.remove("/proc/40");
    EXPECT_THAT(findings("service"),
                ElementsAre(is_finding(Level::problem, "does not run, and is no service: systemd does not answer")));
    machine_.remove("/sys/bus/usb/devices");
    machine_.programs["systemctl"] = "LoadState=loaded\nActiveState=inactive\nSubState=dead\n";
    EXPECT_THAT(findings("service"), ElementsAre(is_finding(Level::note, "the first USB display starts it")));
}

TEST_F(Doctor, TellsPathsThatNeedNoRemedyAsNotes) {
    status_->sinks[0].path = "copy";
    status_->sinks[0].path_choice = "copy";
    status_->sinks[1].path = "copy";
    status_->sinks[1].path_reason = {"MEASURED", "", "", "2026-11-26T10:00:00Z"};
    EXPECT_THAT(findings("mapping"), ElementsAre(is_finding(Level::note, "has path copy, because that is chosen"),
                                                 is_finding(Level::note, "faster than prime-heap")));
    for (Sink& sink : status_->sinks) {
        sink.path = "none";
        sink.path_reason = {};
    }
    EXPECT_THAT(findings("mapping"), ElementsAre(is_finding(Level::note, "none has shown a frame")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
