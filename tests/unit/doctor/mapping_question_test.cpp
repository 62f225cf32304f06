// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_question.h"

#include <algorithm>
#include <csignal>
#include <sstream>

#include "ctl/doctor/mapping_text.h"
#include "ctl/doctor/probed_cards.h"
#include "ctl/doctor/report.h"
#include "ctl/exit_code.h"
#include "doctor_fixture.h"
#include "fakes/faulty_drm.h"

namespace kmsmirror::ctl::doctor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* exporter_card = "/dev/dri/card0";
constexpr const char* importer_card = "/dev/dri/card1";
constexpr const char* heap = "/dev/dma_heap/linux,cma";

// Wherever lines are broken.
std::string in_one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

class TheMappingQuestion : public Doctor {
protected:
    [[nodiscard]] std::vector<MappingAnswer> ask(const std::string& named) {
        const System system = machine_.system();
        return MappingQuestion(drm_, sinks_, named).ask(Facts(system, status_));
    }
    [[nodiscard]] std::string answer(const std::string& named) {
        return mapping_text(ask(named), Output(JsonMode::off));
    }
    [[nodiscard]] std::string words(const std::string& named) { return in_one_line(answer(named)); }
};

TEST_F(TheMappingQuestion, IsAnsweredByTheCallsWhereBuffersCanBeMapped) {
    stop_daemon();
    machine_.remove("/dev/dma_heap");
    EXPECT_EQ(answer("card1"),
              "pl111 (/dev/dri/card0) -> udl (/dev/dri/card1), 256x192 XRGB8888\n"
              "Dumb buffers of pl111 can be mapped by udl.\n"
              "There is no contiguous dma-heap.\n"
              "\n"
              "call                pl111  udl's own\n"
              "CREATE_DUMB         0      0\n"
              "PRIME_HANDLE_TO_FD  0      -\n"
              "PRIME_FD_TO_HANDLE  0      -\n"
              "ADDFB2              0      0\n"
              "ATOMIC TEST_ONLY    0      0\n"
              "ATOMIC              0      0\n");
    EXPECT_EQ(exit_code_of(ask("card1")), ExitCode::ok);
    EXPECT_THAT(drm_.leaks(), IsEmpty());
}

TEST_F(TheMappingQuestion, TellsTheCallThatRefusesAndThatAHeapHelps) {
    stop_daemon();
    drm_.add_card(exporter_card, fakes::exynos());
    drm_.set_heap(heap, true);
    EXPECT_EQ(answer("card1"),
              "exynos (/dev/dri/card0) -> udl (/dev/dri/card1), 256x192 XRGB8888\n"
              "Dumb buffers of exynos cannot be mapped by udl: ATOMIC says EOPNOTSUPP.\n"
              "Buffers of /dev/dma_heap/linux,cma can be mapped by udl.\n"
              "\n"
              "call                          exynos      linux,cma  udl's own\n"
              "CREATE_DUMB                   0           -          0\n"
              "PRIME_HANDLE_TO_FD            0           -          -\n"
              "DMA_HEAP_ALLOC                -           0          -\n"
              "PRIME_FD_TO_HANDLE by exynos  -           0          -\n"
              "ADDFB2 by exynos              -           0          -\n"
              "PRIME_FD_TO_HANDLE            0           0          -\n"
              "ADDFB2                        0           0          0\n"
              "ATOMIC TEST_ONLY              0           0          0\n"
              "ATOMIC                        EOPNOTSUPP  0          0\n");
    const Json json = mapping_json(ask("card1"));
    EXPECT_EQ(json["mappings"][0]["mapping"], "refused");
    EXPECT_EQ(json["mappings"][0]["trials"][0]["calls"].back(), Json({{"call", "ATOMIC"}, {"errno", "EOPNOTSUPP"}}));
    EXPECT_EQ(exit_code_of(ask("card1")), ExitCode::failed);
}

TEST_F(TheMappingQuestion, IsNotAnsweredByADisplayThatShowsNothingAtAll) {
    stop_daemon();
    auto broken = fakes::udl();
    broken.formats.clear();
    drm_.add_card(importer_card, broken);
    EXPECT_THAT(words("card1"), HasSubstr("is not known: udl does not show buffers of its own either: ADDFB2 says "));
}

TEST_F(TheMappingQuestion, IsNotAnsweredWithoutMemory) {
    stop_daemon();
    drm_.set_memory_limit(exporter_card, 1000);
    EXPECT_THAT(words("card1"), HasSubstr("is not known: pl111 has no memory for one: CREATE_DUMB says ENOMEM. "));
}

TEST_F(TheMappingQuestion, IsTriedOnAllDisplaysThatTheDaemonLends) {
    drm_.set_foreign_master(importer_card, true);
    drm_.set_foreign_master("/dev/dri/card2", true);
    EXPECT_THAT(ask(""), SizeIs(2));
    EXPECT_THAT(sinks_.calls, ElementsAre("release usb-1-DVI-I-1", "take back usb-1-DVI-I-1", "release usb-2-USB-1",
                                          "take back usb-2-USB-1"));
    sinks_.calls.clear();
    EXPECT_THAT(ask("USB-1"), SizeIs(1));
    EXPECT_THAT(sinks_.calls, ElementsAre("release usb-2-USB-1", "take back usb-2-USB-1"));
}

TEST_F(TheMappingQuestion, NeedsADisplay) {
    stop_daemon();
    for (const char* const card : {"card1", "card2"})
        machine_.remove(std::string("/sys/class/drm/") + card);
    EXPECT_THROW((void)ask(""), Failure);
}

TEST_F(TheMappingQuestion, SaysNothingOfAHeapWhereNothingWasTried) {
    stop_daemon();
    machine_.write("/proc/sys/kernel/osrelease", "6.1.0-50-amd64\n");
    EXPECT_THAT(words("card2"), HasSubstr("Whether buffers of /dev/dma_heap/linux,cma can be mapped is not known: on "
                                          "this kernel the driver gud does not tell"));
}

TEST_F(TheMappingQuestion, SaysThatAHeapHasNoMemory) {
    stop_daemon();
    drm_.set_heap(heap, true);
    fakes::FaultyDrm faulty(drm_);
    faulty.fail(fakes::Call::allocate_from_heap, 1, ENOMEM);
    const System system = machine_.system();
    const auto answers = MappingQuestion(faulty, sinks_, "card1").ask(Facts(system, status_));
    EXPECT_THAT(
        in_one_line(mapping_text(answers, Output(JsonMode::off))),
        HasSubstr(
            "Whether buffers of /dev/dma_heap/linux,cma can be mapped is not known: DMA_HEAP_ALLOC says ENOMEM. "));
}

TEST_F(TheMappingQuestion, IsNotAnsweredByADisplayThatIsPulledOutMeanwhile) {
    stop_daemon();
    machine_.remove("/dev/dma_heap");
    fakes::FaultyDrm faulty(drm_);
    faulty.fail(fakes::Call::commit_atomic, 2, ENODEV);
    faulty.fail(fakes::Call::open_card, 2, ENOENT, fakes::FaultyDrm::always, importer_card);
    const System system = machine_.system();
    const auto answers = MappingQuestion(faulty, sinks_, "card1").ask(Facts(system, status_));
    EXPECT_THAT(in_one_line(mapping_text(answers, Output(JsonMode::off))),
                HasSubstr("is not known: ATOMIC says ENODEV, and nothing of the display's own was tried: "
                          "/dev/dri/card1: No such file"));
    const Json json = mapping_json(answers)["mappings"][0];
    EXPECT_EQ(json["mapping"], "unknown");
    EXPECT_EQ(json["exporter"], "pl111");
    EXPECT_EQ(json["importer"], "udl");
}

TEST_F(TheMappingQuestion, IsAskedOfACardThatTheDesktopHas) {
    machine_.write("/sys/class/drm/card0/dev", "226:0\n");
    machine_.write("/run/udev/data/c226:0", "G:seat\nG:master-of-seat\nQ:seat\nQ:master-of-seat\nV:1\n");
    machine_.link("/etc/systemd/system/display-manager.service", "/lib/systemd/system/gdm3.service");
    for (Sink& sink : status_->sinks)
        sink.enabled = false;
    status_->sources.clear();
    EXPECT_THAT(answer(""), HasSubstr("Dumb buffers of pl111 can be mapped by gud.\n"));
    stop_daemon();
    EXPECT_THAT(answer("card1"), HasSubstr("Dumb buffers of pl111 can be mapped by udl.\n"));
    machine_.write("/etc/kmsmirror/kmsmirror.conf", "[Source]\nCard=/dev/dri/card9\n");
    EXPECT_THROW((void)ask("card1"), Failure) << "it would be of another card than the one that is wanted";
}

TEST_F(TheMappingQuestion, IsNotAskedOfTheBoardsCardAlone) {
    stop_daemon();
    const System system = machine_.system();
    const Facts facts(system, status_);
    EXPECT_NO_THROW(check_sink_name(facts, "card1"));
    for (const char* const name : {"card0", "VGA-1"})
        EXPECT_THROW(check_sink_name(facts, name), Failure) << name;
}

volatile std::sig_atomic_t interrupts = 0;

// Is interrupted as soon as the daemon has let the card go.
class InterruptedSinks final : public SinkControl {
public:
    void release(const Sink&) override { static_cast<void>(std::raise(SIGINT)); }
    void take_back(const Sink&) override { interrupts_before = interrupts; }

    int interrupts_before = -1;
};

TEST_F(TheMappingQuestion, GivesTheDisplayBackBeforeItIsInterrupted) {
    const auto usual = std::signal(SIGINT, [](int) { interrupts = interrupts + 1; });
    const System system = machine_.system();
    InterruptedSinks sinks;
    EXPECT_THAT(MappingQuestion(drm_, sinks, "USB-1").ask(Facts(system, status_)), SizeIs(1));
    EXPECT_EQ(sinks.interrupts_before, 0);
    EXPECT_EQ(interrupts, 1);
    static_cast<void>(std::signal(SIGINT, usual));
}

TEST_F(TheMappingQuestion, HasAReportThatFitsIntoAMail) {
    stop_daemon();
    drm_.add_card(exporter_card, fakes::exynos());
    for (const char* const name : {heap, "/dev/dma_heap/reserved"}) {
        machine_.write(name, "");
        drm_.set_heap(name, true);
    }
    machine_.write("/proc/sys/kernel/osrelease", "6.1.0-50-armmp\n");
    machine_.write("/proc/version",
                   "Linux version 6.1.0-50-armmp (debian-kernel@lists.debian.org) (arm-linux-gnueabihf-"
                   "gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP Debian 6.1.176-1 (2026-07-02)\n");
    machine_.write("/proc/device-tree/model", std::string("Samsung \xc3\xa9smdkc210 board\0", 24));
    const System system = machine_.system();
    const std::string text = mapping_report_text(Facts(system, status_), answer(""), "1.2.3");
    EXPECT_THAT(text, HasSubstr("\nmachine Samsung ??smdkc210 board\n"));
    EXPECT_THAT(text, HasSubstr("cannot be mapped by udl"));
    EXPECT_THAT(text, HasSubstr("is not known: on this kernel"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 76U) << line;
}

TEST_F(TheMappingQuestion, HasAReportWithWhatTheKernelLogged) {
    stop_daemon();
    machine_.programs["dmesg"] =
        "usb 1-1: new high-speed USB device\nWARNING: CPU: 0 PID: 99 at drivers/dma-buf/dma-buf.c:1501 "
        "dma_buf_vmap+0x1\n";
    const System system = machine_.system();
    const std::string text = mapping_report_text(Facts(system, status_), answer("card1"), "1.2.3");
    EXPECT_THAT(text, StartsWith("kmsmirror report on mappings\n\n== Versions\n\nkmsmirrorctl 1.2.3\n"));
    EXPECT_THAT(text, HasSubstr("can be mapped by udl"));
    EXPECT_THAT(text, HasSubstr("\n== Kernel messages\n\n"));
    EXPECT_THAT(text, HasSubstr("once a boot.\n\nWARNING: CPU: 0 PID: 99"));
    EXPECT_THAT(text, Not(HasSubstr("new high-speed")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
