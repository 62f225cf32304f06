// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_question.h"

#include "ctl/doctor/mapping_text.h"
#include "ctl/doctor/report.h"
#include "ctl/exit_code.h"
#include "doctor_fixture.h"

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

class TheMappingQuestion : public Doctor {
protected:
    [[nodiscard]] std::vector<MappingAnswer> ask(const std::string& named) {
        const System system = machine_.system();
        return MappingQuestion(drm_, sinks_, named).ask(Facts(system, status_));
    }
    [[nodiscard]] std::string answer(const std::string& named) {
        return mapping_text(ask(named), Output(JsonMode::off));
    }
};

TEST_F(TheMappingQuestion, IsAnsweredByTheCallsWhereBuffersCanBeMapped) {
    stop_daemon();
    machine_.remove("/dev/dma_heap");
    EXPECT_EQ(answer("card1"),
              "pl111 (/dev/dri/card0) -> udl (/dev/dri/card1), 256x192 XRGB8888\n"
              "Dumb buffers of pl111 can be mapped by udl.\n"
              "There is no contiguous dma-heap.\n"
              "\n"
              "call                dumb buffer of pl111  dumb buffer of udl\n"
              "CREATE_DUMB         0                     0\n"
              "PRIME_HANDLE_TO_FD  0                     -\n"
              "PRIME_FD_TO_HANDLE  0                     -\n"
              "ADDFB2              0                     0\n"
              "ATOMIC TEST_ONLY    0                     0\n"
              "ATOMIC              0                     0\n");
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
              "Buffers of /dev/dma_heap/linux,cma can.\n"
              "\n"
              "call                          dumb buffer of exynos  /dev/dma_heap/linux,cma  dumb buffer of udl\n"
              "CREATE_DUMB                   0                      -                        0\n"
              "PRIME_HANDLE_TO_FD            0                      -                        -\n"
              "DMA_HEAP_ALLOC                -                      0                        -\n"
              "PRIME_FD_TO_HANDLE by exynos  -                      0                        -\n"
              "ADDFB2 by exynos              -                      0                        -\n"
              "PRIME_FD_TO_HANDLE            0                      0                        -\n"
              "ADDFB2                        0                      0                        0\n"
              "ATOMIC TEST_ONLY              0                      0                        0\n"
              "ATOMIC                        EOPNOTSUPP             0                        0\n");
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
    EXPECT_THAT(answer("card1"), HasSubstr("is not known: udl does not show buffers of its own either: ADDFB2 says "));
}

TEST_F(TheMappingQuestion, IsNotAnsweredWithoutMemory) {
    stop_daemon();
    drm_.set_memory_limit(exporter_card, 1000);
    EXPECT_THAT(answer("card1"), HasSubstr("is not known: pl111 has no memory for one: CREATE_DUMB says ENOMEM.\n"));
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

TEST_F(TheMappingQuestion, HasAReportWithWhatTheKernelLogged) {
    stop_daemon();
    machine_.programs["dmesg"] =
        "usb 1-1: new high-speed USB device\nWARNING: CPU: 0 PID: 99 at drivers/dma-buf/dma-buf.c:1501 "
        "dma_buf_vmap+0x1\n";
    const System system = machine_.system();
    const std::string text = mapping_report_text(Facts(system, status_), answer("card1"), "1.2.3");
    EXPECT_THAT(text, StartsWith("kmsmirror report on mappings\n\n== Versions\n\nkmsmirrorctl 1.2.3\n"));
    EXPECT_THAT(text, HasSubstr("can be mapped by udl"));
    EXPECT_THAT(text, HasSubstr("\n== Kernel messages\n\nWARNING: CPU: 0 PID: 99"));
    EXPECT_THAT(text, Not(HasSubstr("new high-speed")));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
