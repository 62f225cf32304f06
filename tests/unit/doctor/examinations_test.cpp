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
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "is on card0"))) << "none is configured";
    status_->sources.clear();
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
    status_->sources.clear();
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

TEST_F(Doctor, LooksAtTheCardThatTheDaemonUsesAsItSays) {
    // The kiosk's.
    machine_.set_master("card0", "weston", "77");
    machine_.add_card("card5", "platform", "vc4", "HDMI-A-1");
    machine_.set_master("card5", "kmsmirrord", "40");
    status_->sources[0].device_path = "/dev/dri/card5";
    EXPECT_THAT(problems(), IsEmpty());
    EXPECT_THAT(findings("master"), Contains(ok("kmsmirrord is master of card5 (vc4, HDMI-A-1)")));
    EXPECT_THAT(findings("source-card"), ElementsAre(ok("The source is on card5 (vc4, HDMI-A-1)")));
    machine_.set_master("card5", "Xorg", "78");
    EXPECT_THAT(findings("master"), Contains(is_finding(Level::problem, "Xorg (process 78) is master of card5")));
}

TEST_F(Doctor, LooksAtTheCardThatIsConfiguredWhereTheDaemonHasNone) {
    status_->sources.clear();
    machine_.add_card("card5", "platform", "vc4", "HDMI-A-1");
    machine_.set_master("card5", "Xorg", "78");
    EXPECT_THAT(findings("master"), Not(Contains(is_finding(Level::problem, "card5"))));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nCard=/dev/dri/card5\n");
    EXPECT_THAT(findings("master"), Contains(is_finding(Level::problem, "Xorg (process 78) is master of card5")));
}

TEST_F(Doctor, LeavesCardsAloneThatTheDaemonDoes) {
    machine_.set_master("card1", "weston", "77");
    status_->sinks[0].enabled = false;
    status_->sinks[0].state = "disabled";
    EXPECT_THAT(problems(), IsEmpty()) << "it is for other programs";
    stop_daemon();
    machine_.set_master("card1", "weston", "77");
    machine_.write("/sys/class/drm/card1/dev", "226:1\n");
    machine_.write("/run/udev/data/c226:1", "E:KMSMIRROR_IGNORE=1\n");
    EXPECT_THAT(findings("master"), Not(Contains(is_finding(Level::problem, "card1")))) << "a rule keeps it from it";
}

TEST_F(Doctor, SeesDisplaysWithoutADriver) {
    machine_.plug("1-1", "17e9:0360", "");
    machine_.plug("1-2", "16d0:10a9", "");
    machine_.plug("2-1", "1209:4fb3", "usbfs");
    EXPECT_THAT(
        findings("usb-driver"),
        ElementsAre(problem("USB display 1-1 (17e9:0360) has no driver", "modprobe udl"),
                    problem("USB display 1-2 (16d0:10a9) has no driver", "modprobe gud"),
                    problem("USB display 2-1 (1209:4fb3) has the driver usbfs instead of gud",
                            "Keep that driver from it: echo 2-1:1.0 >/sys/bus/usb/drivers/usbfs/unbind; modprobe gud; "
                            "echo 2-1:1.0 >/sys/bus/usb/drivers/gud/bind")));
}

TEST_F(Doctor, SeesDisplaysThatUdlDoesNotKnow) {
    machine_.plug("1-1", "17e9:6006", "");
    machine_.write("/sys/bus/usb/devices/1-1:1.0/bInterfaceProtocol", "03\n");
    EXPECT_THAT(findings("usb-driver"),
                Contains(is_finding(Level::problem, "is of a kind that the driver udl does not know")));
}

// The descriptors of a device: a configuration for each list of interfaces, which are three bytes each.
std::string descriptors(const std::vector<std::vector<std::string>>& configurations) {
    std::string bytes = std::string("\x12\x01") + std::string(16, '\0');
    for (std::size_t i = 0; i < configurations.size(); ++i) {
        bytes += std::string("\x09\x02\0\0\1", 5) + static_cast<char>(i + 1) + std::string(3, '\0');
        for (const std::string& interface : configurations[i])
            bytes += std::string("\x09\x04\0\0\1", 5) + interface + '\0' + std::string("\x07\x05\1\2\0\2\0", 7);
    }
    return bytes;
}

class AnInstaller : public Doctor {
protected:
    const std::string display_interface{"\xff\0\0", 3};
    const std::string disk{"\x08\x06\x50"};
    const std::string keys{"\x03\1\1"};

    // A device of DisplayLink that has the first of these configurations.
    void plug_installer(const std::vector<std::vector<std::string>>& configurations, const std::string& driver) {
        machine_.plug("1-1", "17e9:0360", driver);
        machine_.write("/sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "08\n");
        machine_.write("/sys/bus/usb/devices/1-1/bConfigurationValue", "1\n");
        machine_.write("/sys/bus/usb/devices/1-1/descriptors", descriptors(configurations));
    }
};

TEST_F(AnInstaller, IsSwitchedToItsConfigurationOfADisplay) {
    plug_installer({{disk}, {display_interface}}, "usb-storage");
    const auto found = findings("usb-driver");
    ASSERT_THAT(found, Contains(is_finding(Level::problem,
                                           "1-1 (17e9:0360) is in its configuration 1; that of a display is 2")));
    EXPECT_THAT(found[0].fix, HasSubstr("echo 2 >/sys/bus/usb/devices/1-1/bConfigurationValue"));
    EXPECT_THAT(found[0].fix, HasSubstr("ATTR{idProduct}==\"0360\", ATTR{bConfigurationValue}=\"2\""));
}

TEST_F(AnInstaller, IsSwitchedByAProgramWhereItHasNoOtherConfiguration) {
    plug_installer({{disk}}, "usb-storage");
    const auto found = findings("usb-driver");
    ASSERT_THAT(found, Contains(is_finding(Level::problem, "shows itself as mass storage and not as a display")));
    EXPECT_THAT(found[0].fix, HasSubstr("usb_modeswitch -v 17e9 -p 0360 -K"));
    plug_installer({{keys}}, "usbhid");
    EXPECT_THAT(findings("usb-driver"), Contains(is_finding(Level::problem, "shows itself as an input device")));
}

TEST_F(AnInstaller, WithDescriptorsThatMakeNoSenseIsOfAnUnknownKind) {
    for (const std::string& bytes :
         {std::string(), std::string("\x09"), std::string("\0\0\0", 3), std::string("\x40\x02\x09")}) {
        plug_installer({}, "");
        machine_.write("/sys/bus/usb/devices/1-1/descriptors", bytes);
        EXPECT_THAT(findings("usb-driver"), Contains(is_finding(Level::problem, "of a kind that the driver udl")));
    }
}

TEST_F(Doctor, TellsHowToTakeAnInterfaceFromAnotherDriver) {
    machine_.plug("1-1", "17e9:0360", "usb-storage");
    EXPECT_THAT(
        findings("usb-driver"),
        Contains(problem("USB display 1-1 (17e9:0360) has the driver usb-storage instead of udl",
                         "Keep that driver from it: echo 1-1:1.0 >/sys/bus/usb/drivers/usb-storage/unbind; modprobe "
                         "udl; echo 1-1:1.0 >/sys/bus/usb/drivers/udl/bind")));
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
    EXPECT_EQ(findings("kernel-options")[1].fix, "modprobe gud");
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

TEST_F(Doctor, AdvisesADriverOnlyWhereItMayBeMissed) {
    machine_.remove("/boot");
    machine_.remove("/lib/modules");
    machine_.remove("/sys/bus/usb/devices/1-2");
    machine_.write("/sys/bus/usb/drivers/udl/module", "");
    EXPECT_EQ(findings("kernel-options")[1],
              note("Whether the kernel has the driver gud is not known: no file tells its options"));
}

TEST_F(Doctor, CallsAKernelWithoutAnyDriverAProblem) {
    machine_.remove("/sys/bus/usb/devices");
    machine_.write("/boot/config-6.12.1-board", "CONFIG_DRM=y\n");
    EXPECT_THAT(findings("kernel-options"), ElementsAre(is_finding(Level::problem, "has no driver udl"),
                                                        is_finding(Level::problem, "has no driver gud")));
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

TEST_F(Doctor, KnowsThatWhoOpenedACardIsNotWhoHoldsIt) {
    // The process before this one, whose descriptors systemd has kept.
    for (const char* card : {"card0", "card1", "card2"})
        machine_.set_master(card, "<unknown>", "31");
    EXPECT_THAT(problems(), IsEmpty()) << "the daemon says that it shows pictures there";
    status_.reset();
    machine_.link("/proc/40/fd/7", "/dev/dri/card0");
    machine_.link("/proc/1/fd/9", "/dev/dri/card0");
    machine_.write("/proc/1/comm", "systemd\n");
    EXPECT_THAT(findings("master"),
                ElementsAre(ok("kmsmirrord is master of card0 (drm-clcd-pl111, VGA-1)"),
                            is_finding(Level::note, "card1 (udl, DVI-I-1) is as a process that has ended left it"),
                            is_finding(Level::note, "card2 (gud, USB-1) is as a process that has ended left it")));
}

TEST_F(Doctor, NamesTheProgramForWhichACardWasOpened) {
    machine_.set_master("card0", "systemd-logind", "12");
    status_->sources[0].state = "no-master";
    machine_.write("/proc/12/comm", "systemd-logind\n");
    machine_.link("/proc/12/fd/30", "/dev/dri/card0");
    machine_.link("/proc/40/fd/7", "/dev/dri/card0");
    EXPECT_THAT(findings("master"), Contains(is_finding(Level::problem,
                                                        "systemd-logind (process 12) is master of card0 "
                                                        "(drm-clcd-pl111, VGA-1) for another program")));
    machine_.write("/proc/77/comm", "weston\n");
    machine_.link("/proc/77/fd/12", "/dev/dri/card0");
    EXPECT_THAT(findings("master"), Contains(is_finding(Level::problem, "weston (process 77) is master of card0")));
}

TEST_F(Doctor, AsksTheDaemonForMastersWhereDebugfsIsHidden) {
    machine_.remove("/sys/kernel/debug");
    EXPECT_THAT(findings("master"), ElementsAre(is_finding(Level::note, "debugfs cannot be read")));
    status_->sinks[1].state = "no-master";
    EXPECT_THAT(findings("master"),
                ElementsAre(is_finding(Level::problem, "Another program is master of the card of sink usb-2-USB-1")));
    status_->sinks[1].state = "mirroring";
    status_->sources[0].state = "no-master";
    EXPECT_THAT(findings("master"), ElementsAre(is_finding(Level::problem, "of the card of source display-VGA-1")));
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
    EXPECT_THAT(findings("cma"), IsEmpty());
    EXPECT_THAT(findings("source-card"),
                ElementsAre(is_finding(Level::problem, "There is no display card besides those on USB, SPI and I2C")));
}

TEST_F(Doctor, TakesNoSmallPanelForTheSource) {
    status_->sources.clear();
    EXPECT_THAT(findings("source-card"), ElementsAre(is_finding(Level::ok, "The source may be on card0")));
    machine_.link("/sys/devices/platform/display/subsystem", "../../../bus/spi");
    EXPECT_THAT(findings("source-card"),
                ElementsAre(is_finding(Level::problem, "There is no display card besides those on USB, SPI and I2C")));
}

TEST_F(Doctor, CountsOnlyContiguousHeaps) {
    machine_.remove("/dev/dma_heap/linux,cma");
    EXPECT_THAT(findings("dma-heap"), ElementsAre(is_finding(Level::ok, "none is needed")));
    status_->sinks[0].path = "copy";
    EXPECT_THAT(findings("dma-heap"), ElementsAre(is_finding(Level::note, "no contiguous dma-heap")));
}

TEST_F(Doctor, AdvisesAHeapWhereThatIsWhatIsMissing) {
    Sink& sink = status_->sinks[0];
    sink.path = "copy";
    sink.path_reason = {"ATOMIC", "EOPNOTSUPP", "permanent", "2026-11-26T10:00:00Z"};
    const auto fix = [this] { return findings("mapping").front().fix; };
    EXPECT_THAT(fix(), HasSubstr("There is a contiguous dma-heap, /dev/dma_heap/linux,cma, but"));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nHeap=never\n");
    EXPECT_THAT(findings("mapping"), Contains(is_finding(Level::note, "has path copy"))) << "that was decided";
    EXPECT_THAT(fix(),
                testing::StartsWith("Heap=never in " + machine_.path_of("/etc/kmsmirror/kmsmirror.conf") + ":2"));
    machine_.remove("/dev/dma_heap/linux,cma");
    EXPECT_THAT(fix(), HasSubstr("A kernel with a contiguous dma-heap"));
    sink.path = "prime-heap";
    EXPECT_THAT(findings("mapping"), Contains(is_finding(Level::note, "has path prime-heap"))) << "nothing is copied";
    EXPECT_EQ(fix(), "");
}

// Which of these is so decides the daemon, whose own word is told too.
class ASource : public Doctor {
protected:
    ASource() {
        status_->state = "no-source";
        status_->sources.clear();
    }
    void set_connector(const std::string& status, const std::string& modes, const std::string& edid) {
        machine_.write("/sys/class/drm/card0-VGA-1/status", status + '\n');
        machine_.write("/sys/class/drm/card0-VGA-1/modes", modes);
        machine_.write("/sys/class/drm/card0-VGA-1/edid", edid);
    }
};

TEST_F(ASource, ThatIsThereIsWell) {
    status_ = healthy_status();
    EXPECT_THAT(findings("source"),
                ElementsAre(is_finding(Level::ok, "The source display-VGA-1 (/dev/dri/card0) is shown")));
    status_->sources[0].state = "no-display";
    EXPECT_THAT(findings("source"), ElementsAre(is_finding(Level::note, "No display is connected to it any more")));
    for (const char* state : {"no-master", "error"}) {
        status_->sources[0].state = state;
        EXPECT_THAT(findings("source"), ElementsAre(is_finding(Level::problem, "The source display-VGA-1")));
    }
}

TEST_F(ASource, WithoutADisplayIsExplained) {
    status_->error = "/dev/dri/card0: no display is connected to VGA-1";
    set_connector("disconnected", "", "");
    const auto found = findings("source");
    ASSERT_THAT(found,
                ElementsAre(is_finding(Level::note, "There is no source: /dev/dri/card0: no display is connected"),
                            is_finding(Level::problem, "card0 (drm-clcd-pl111, VGA-1) has no display that can be"),
                            is_finding(Level::note, "No display is connected to VGA-1 of card0")));
    EXPECT_THAT(found[2].fix, HasSubstr("echo on >/sys/class/drm/card0-VGA-1/status"));
}

TEST_F(ASource, WhoseDisplayIsNotKnownIsExplained) {
    set_connector("unknown", "", "");
    EXPECT_THAT(findings("source"),
                ElementsAre(is_finding(Level::problem, "There is no source"),
                            is_finding(Level::note, "Whether a display is connected to VGA-1 of card0 is not known")));
    stop_daemon();
    EXPECT_THAT(findings("source"), ElementsAre(is_finding(Level::note, "is not known"))) << "nobody has looked yet";
    set_connector("unknown", "1024x768\n", "");
    EXPECT_THAT(findings("source"), ElementsAre(ok("VGA-1 of card0 has the mode 1024x768")));
}

TEST_F(ASource, WithoutAModeIsExplained) {
    std::string edid = edid_bytes("S");
    // The first detailed timing: 3840x2160.
    edid.replace(54, 8, std::string("\x04\x74\0\0\xf0\x70\0\x80", 8));
    set_connector("connected", "", edid);
    EXPECT_THAT(findings("source"), Contains(is_finding(Level::note,
                                                        "has no mode that the driver drm-clcd-pl111 or its "
                                                        "hardware can show: it asks for 3840x2160")));
    set_connector("connected", "", "");
    EXPECT_THAT(findings("source"), Contains(is_finding(Level::note, "says nothing of itself (no EDID)")));
}

TEST_F(ASource, ThatTheConfigurationNamesWronglyIsExplained) {
    const std::string file = machine_.path_of("/etc/kmsmirror/kmsmirror.conf");
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nConnector=HDMI-A-1\n");
    EXPECT_THAT(
        findings("source"),
        Contains(problem("card0 (drm-clcd-pl111, VGA-1) has no connector HDMI-A-1, which Connector= names: nothing "
                         "is mirrored",
                         "Correct Connector= in " + file + ":2; there is VGA-1")));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nMode=1280x720\n");
    EXPECT_THAT(findings("source"),
                Contains(problem("VGA-1 of card0 has no mode 1280x720, which Mode= names: nothing is mirrored",
                                 "Correct Mode= in " + file + ":2; there is 1024x768, 800x600")));
}

TEST_F(ASource, ThatTheDaemonDoesNotTakeThoughAllSeemsWellIsAProblem) {
    status_->error = "cannot allocate 3 scanout buffers";
    EXPECT_THAT(findings("source"),
                ElementsAre(is_finding(Level::problem, "There is no source: cannot allocate 3 scanout buffers"),
                            is_finding(Level::ok, "VGA-1 of card0 has the mode 1024x768")));
}

TEST_F(Doctor, TellsWhatTheDaemonSaysOfItsSinks) {
    status_->sinks[0].state = "slow";
    status_->sinks[0].error = "a frame takes 900 ms";
    status_->sinks[1].state = "paused";
    EXPECT_THAT(findings("sink"),
                ElementsAre(is_finding(Level::problem, "Sink usb-1-DVI-I-1 is slow: Frames take much longer"),
                            is_finding(Level::note, "Sink usb-2-USB-1 keeps its last picture")));
}

TEST_F(Doctor, NotesAPictureThatIsCutOffAndARegionThatIsNotThere) {
    status_->sources[0].mode = {1280, 800, 60'000};
    for (Sink& sink : status_->sinks) {
        sink.mode = {1024, 768, 60'000};
        sink.fit = "none";
        sink.region = {128, 16, 1152, 784};
        sink.display_part = {0, 0, 1024, 768};
    }
    EXPECT_THAT(findings("sink"), Contains(note("Sink usb-2-USB-1 shows the middle 1024x768 of the picture's 1280x800: "
                                                "fit=none cuts the rest off",
                                                "kmsmirrorctl set usb-2-USB-1 fit=fit")));
    machine_.write("/etc/kmsmirror/sinks.d/10.conf", "[Sink]\nFit=none\nRegion=2000,0,2001,1\n");
    const std::string fix = " in " + machine_.path_of("/etc/kmsmirror/sinks.d/10.conf") + ", then: kmsmirrorctl reload";
    EXPECT_THAT(findings("sink"), Contains(testing::Field(&Finding::fix, "Correct Fit=" + fix)));
    status_->sinks[0].region_choice = "2000,0,2001,1";
    EXPECT_THAT(findings("sink"), Contains(note("Sink usb-1-DVI-I-1 shows all of the source's 1280x800: nothing of the "
                                                "region 2000,0,2001,1 lies in there",
                                                "Correct Region=" + fix)));
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Doctor, SendsNobodyToItselfOrInACircle) {
    status_->sources[0].state = "no-master";
    for (const char* state : {"slow", "paused", "blank", "disabled", "no-display", "no-source", "no-master",
                              "unplugged", "error", "test-pattern", "identify", "off"}) {
        status_->sinks[0].state = state;
        status_->sinks[0].error = "udl can show none of its modes";
        for (const char* examination : {"sink", "source"})
            for (const Finding& finding : findings(examination)) {
                EXPECT_THAT(finding.fix, Not(HasSubstr("kmsmirrorctl doctor"))) << state;
                EXPECT_THAT(finding.fix, Not(HasSubstr("kmsmirrorctl status"))) << state;
            }
    }
}

TEST_F(Doctor, SaysTheStateOfASinkOnce) {
    status_->sinks[0].state = "disabled";
    status_->sinks[1].state = "unplugged";
    EXPECT_THAT(findings("sink"),
                ElementsAre(is_finding(Level::note, "Sink usb-1-DVI-I-1 is disabled: nothing is shown"),
                            is_finding(Level::note, "Sink usb-2-USB-1 is unplugged")));
}

TEST_F(Doctor, SaysWhyTheDaemonDoesNotAnswer) {
    const System system = machine_.system();
    const auto examined =
        examine(all_examinations(drm_, sinks_, ""), Facts(system, std::nullopt, "the system bus cannot be reached"));
    EXPECT_THAT(
        examined.front().findings,
        Contains(is_finding(Level::problem, "does not answer on the message bus: the system bus cannot be reached")));
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
    for (const char* call : {"CHOICE", "GEOMETRY", "KERNEL", "MEASURED", "HEAP"}) {
        for (Sink& sink : status_->sinks) {
            sink.path = "copy";
            sink.path_reason = {call, "ECANCELED", "permanent", "2026-11-26T10:00:00Z"};
        }
        EXPECT_THAT(problems(), IsEmpty()) << call;
        EXPECT_THAT(findings("mapping"), Contains(is_finding(Level::note, "has path copy, because "))) << call;
    }
    for (Sink& sink : status_->sinks) {
        sink.path = "none";
        sink.path_reason = {};
    }
    EXPECT_THAT(findings("mapping"), ElementsAre(is_finding(Level::note, "none has shown a frame")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
