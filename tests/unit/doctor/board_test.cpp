// SPDX-License-Identifier: MIT
// Whole boards, each with one thing wrong: the doctor must find that, and nothing else.
#include "doctor_fixture.h"

namespace kmsmirror::ctl::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Doctor, FindsNothingOnAHealthyBoard) {
    EXPECT_THAT(problems(), IsEmpty());
    for (const auto& [name, list, failure] : examine_all()) {
        EXPECT_FALSE(list.empty()) << name;
        for (const Finding& finding : list)
            EXPECT_EQ(finding.level, Finding::Level::ok) << name << ": " << finding.what;
    }
}

TEST_F(Doctor, FindsNothingOnAHealthyBoardWithoutTheDaemonButThatItDoesNotRun) {
    stop_daemon();
    machine_.programs["systemctl"] =
        "LoadState=loaded\nActiveState=inactive\nSubState=dead\nResult=success\nNRestarts=0\n";
    EXPECT_THAT(problems(),
                ElementsAre("service: kmsmirrord.service is inactive -> systemctl start kmsmirrord.service"));
    EXPECT_THAT(findings("mapping"),
                ElementsAre(ok("A dumb buffer of pl111 was shown on a display of udl: frames need no copy")));
}

TEST_F(Doctor, FindsUdlfb) {
    machine_.plug("1-1", "17e9:0360", "udlfb");
    machine_.remove("/sys/class/drm/card1");
    machine_.remove("/sys/class/drm/card1-DVI-I-1");
    EXPECT_THAT(
        problems(),
        ElementsAre("usb-driver: USB display 1-1 (17e9:0360) has the driver udlfb, which makes no display card of "
                    "it -> echo blacklist udlfb >/etc/modprobe.d/kmsmirror.conf; rmmod udlfb; modprobe udl"));
    machine_.write("/usr/lib/modprobe.d/kmsmirror.conf", "# comment\nblacklist\tudlfb\n");
    EXPECT_THAT(
        problems(),
        ElementsAre("usb-driver: USB display 1-1 (17e9:0360) has the driver udlfb, which makes no display card of "
                    "it -> rmmod udlfb; modprobe udl"));
}

TEST_F(Doctor, FindsThatThereIsNoContiguousMemory) {
    machine_.write("/proc/meminfo", "MemTotal:  250000 kB\n");
    EXPECT_THAT(problems(),
                ElementsAre("cma: There is no contiguous memory (CMA) for the buffers of the board's display -> Add "
                            "cma=64M to the kernel's command line; it needs CONFIG_DMA_CMA"));
}

TEST_F(Doctor, FindsWithTheDaemonThatTheMappingWasTakenAway) {
    for (Sink& sink : status_->sinks) {
        sink.path = "copy";
        sink.path_reason = {"ATOMIC", "ENOMEM", "permanent", "2026-11-26T10:00:00Z"};
    }
    const std::string why =
        "has path copy, because ATOMIC failed with ENOMEM (permanent) at 2026-11-26T10:00:00Z: the kernel cannot map "
        "the "
        "board's buffers for the display's driver -> A kernel with a contiguous dma-heap (CONFIG_DMABUF_HEAPS_CMA) "
        "does "
        "without a copy";
    machine_.remove("/dev/dma_heap/linux,cma");
    EXPECT_THAT(problems(), ElementsAre("mapping: Sink usb-1-DVI-I-1 " + why, "mapping: Sink usb-2-USB-1 " + why));
}

TEST_F(Doctor, FindsByTryingThatTheMappingWasTakenAway) {
    stop_daemon();
    machine_.programs["systemctl"] = "LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\n";
    machine_.write("/proc/40/comm", "other\n");
    machine_.remove("/dev/dma_heap/linux,cma");
    drm_.set_kernel_mapping("/dev/dri/card0", false);
    EXPECT_THAT(
        problems(),
        ElementsAre("service: kmsmirrord runs but does not answer on the message bus -> journalctl -u kmsmirrord "
                    "-n 50",
                    "mapping: A display of udl cannot read dumb buffers of pl111: ATOMIC failed with ENOMEM, so "
                    "that every frame is copied -> A kernel with a contiguous dma-heap (CONFIG_DMABUF_HEAPS_CMA) "
                    "does without a copy"));
}

TEST_F(Doctor, FindsThatTheDaemonLacksItsCapability) {
    machine_.write("/proc/40/status", "Name:\tkmsmirrord\nCapPrm:\t0000000000200000\nCapEff:\t0000000000000000\n");
    EXPECT_THAT(
        problems(),
        ElementsAre("capability: kmsmirrord has no CAP_SYS_ADMIN: it cannot get a card back that another program "
                    "had -> systemctl edit kmsmirrord, and add below [Service]: AmbientCapabilities=CAP_SYS_ADMIN"));
}

TEST_F(Doctor, TouchesNoCardForAnotherMachine) {
    const System system = System::elsewhere(machine_.path_of("/"));
    for (Sink& sink : status_->sinks) {
        sink.state = "disabled";
        sink.enabled = false;
        sink.path = "none";
    }
    for (const auto& status : {status_, std::optional<Status>()}) {
        const auto examined = examine(all_examinations(drm_, sinks_, ""), Facts(system, status));
        EXPECT_EQ(count_problems(examined), 0U);
        ASSERT_EQ(examined.back().name, "mapping");
        ASSERT_EQ(examined.back().findings.size(), 1U);
        EXPECT_EQ(examined.back().findings[0].level, Finding::Level::note) << "a trial would have succeeded";
    }
    EXPECT_THAT(sinks_.calls, IsEmpty());
}

TEST_F(Doctor, CountsProblemsAndTellsThemToPrograms) {
    machine_.write("/proc/meminfo", "");
    const auto examined = examine_all();
    EXPECT_EQ(count_problems(examined), 1U);
    const Json json = findings_json(examined);
    EXPECT_EQ(json["problems"], 1);
    EXPECT_EQ(
        json["findings"][0],
        (Json{
            {"examination", "service"}, {"level", "ok"}, {"what", "kmsmirrord.service is active"}, {"fix", nullptr}}));
    EXPECT_EQ(std::count_if(json["findings"].begin(), json["findings"].end(),
                            [](const Json& finding) { return finding["level"] == "problem"; }),
              1);
    const std::string text = findings_text(examined, nullptr);
    EXPECT_THAT(text, testing::StartsWith("ok       kmsmirrord.service is active.\n"));
    EXPECT_THAT(text, testing::HasSubstr("problem  There is no contiguous memory (CMA) for the buffers of the board's "
                                         "display.\n         -> Add cma=64M"));
    EXPECT_THAT(text, testing::EndsWith("\n1 problem was found.\n"));
    EXPECT_THAT(findings_text({}, nullptr), testing::EndsWith("\nNo problems were found.\n"));
}

class Broken final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "broken"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& /*facts*/) override { throw std::runtime_error("oh\x1b"); }
};

TEST_F(Doctor, GoesOnWhenAnExaminationFails) {
    const System system = machine_.system();
    Examinations examinations;
    examinations.push_back(std::make_unique<Broken>());
    const auto examined = examine(examinations, Facts(system, status_));
    ASSERT_EQ(examined.size(), 1U);
    EXPECT_THAT(examined[0].findings, ElementsAre(note("oh?")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
