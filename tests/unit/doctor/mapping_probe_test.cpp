// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_probe.h"

#include "ctl/doctor/mapping_question.h"
#include "ctl/doctor/mapping_text.h"
#include "ctl/doctor/probed_cards.h"
#include "ctl/exit_code.h"
#include "doctor_fixture.h"
#include "fakes/faulty_drm.h"

namespace kmsmirror::ctl::doctor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = ProbeResult::Kind;

constexpr KernelVersion kernel{6, 12};
constexpr const char* source = "/dev/dri/card0";
constexpr const char* udl_card = "/dev/dri/card1";
constexpr const char* gud_card = "/dev/dri/card2";

class MappingProbe : public Doctor {
protected:
    [[nodiscard]] ProbeResult probe(const char* sink) { return probe_mapping(drm_, {source, sink}, kernel); }
};

TEST_F(MappingProbe, ShowsABufferAndTakesItAwayAgain) {
    for (const char* sink : {udl_card, gud_card}) {
        const auto result = probe(sink);
        EXPECT_EQ(result.kind, Kind::shown) << result.why;
        EXPECT_EQ(result.source_driver, "pl111");
        EXPECT_EQ(drm_.commit_count(sink), 2U);
        EXPECT_TRUE(drm_.shown_picture(sink).pixels.empty());
        EXPECT_THAT(drm_.leaks(), IsEmpty());
    }
    EXPECT_EQ(drm_.kernel_mappings(source), 2U);
    EXPECT_EQ(drm_.commit_count(source), 0U);
}

TEST_F(MappingProbe, TellsWhichCallFailed) {
    drm_.set_kernel_mapping(source, false);
    auto result = probe(udl_card);
    EXPECT_EQ(result.kind, Kind::failed);
    EXPECT_EQ(result.error.call, "ATOMIC");
    EXPECT_EQ(result.error.error.value(), ENOMEM);
    EXPECT_EQ(drm_.commit_count(udl_card), 0U);

    auto choosy = fakes::udl();
    choosy.import_error = EINVAL;
    drm_.add_card("/dev/dri/card3", choosy);
    result = probe("/dev/dri/card3");
    EXPECT_EQ(result.kind, Kind::failed);
    EXPECT_EQ(result.error.call, "PRIME_FD_TO_HANDLE");

    drm_.set_memory_limit(source, 1000);
    result = probe(udl_card);
    EXPECT_EQ(result.kind, Kind::failed);
    EXPECT_EQ(result.error.call, "CREATE_DUMB");
}

TEST_F(MappingProbe, TriesDriversWithoutAtomicModeSetting) {
    drm_.add_card("/dev/dri/card3", fakes::legacy());
    EXPECT_EQ(probe("/dev/dri/card3").kind, Kind::shown);
    EXPECT_TRUE(drm_.shown_picture("/dev/dri/card3").pixels.empty());
    drm_.set_kernel_mapping(source, false);
    const auto result = probe("/dev/dri/card3");
    EXPECT_EQ(result.kind, Kind::failed);
    EXPECT_EQ(result.error.call, "SETCRTC");
}

TEST_F(MappingProbe, IsNotTriedOnACardOfAnotherProgram) {
    drm_.set_foreign_master(udl_card, true);
    const auto result = probe(udl_card);
    EXPECT_EQ(result.kind, Kind::not_tried);
    EXPECT_THAT(result.why, HasSubstr("/dev/dri/card1 is not free"));
    EXPECT_EQ(drm_.commit_count(udl_card), 0U);
}

TEST_F(MappingProbe, IsNotTriedWhereItWouldProveNothing) {
    auto result = probe_mapping(drm_, {source, gud_card}, {6, 1});
    EXPECT_EQ(result.kind, Kind::not_tried);
    EXPECT_THAT(result.why, HasSubstr("the driver gud does not tell"));
    drm_.set_connected(udl_card, false);
    result = probe(udl_card);
    EXPECT_EQ(result.kind, Kind::not_tried);
    EXPECT_EQ(result.why, "no display is connected to /dev/dri/card1");
    result = probe("/dev/dri/card9");
    EXPECT_EQ(result.kind, Kind::not_tried);
    EXPECT_THAT(result.why, HasSubstr("/dev/dri/card9"));
}

TEST_F(MappingProbe, LeavesNothingBehindWhateverFails) {
    using fakes::Call;
    for (const Call call : {Call::open_card, Call::get_resources, Call::set_master, Call::get_connector,
                            Call::get_planes, Call::create_dumb, Call::map_dumb, Call::map, Call::prime_handle_to_fd,
                            Call::prime_fd_to_handle, Call::add_framebuffer, Call::create_blob, Call::commit_atomic})
        for (const unsigned nth : {1U, 2U}) {
            fakes::FaultyDrm faulty(drm_);
            faulty.fail(call, nth, EIO);
            (void)probe_mapping(faulty, {source, udl_card}, kernel);
            EXPECT_THAT(drm_.leaks(), IsEmpty()) << static_cast<int>(call) << ' ' << nth;
            EXPECT_TRUE(drm_.shown_picture(udl_card).pixels.empty());
        }
}

TEST_F(MappingProbe, BorrowsANamedSinkFromTheDaemon) {
    drm_.set_foreign_master(udl_card, true);
    EXPECT_THAT(findings("mapping", "DVI-I-1"),
                ElementsAre(ok("A dumb buffer of pl111 was shown on a display of udl: frames need no copy")));
    EXPECT_THAT(sinks_.calls, ElementsAre("release usb-1-DVI-I-1", "take back usb-1-DVI-I-1"));
    EXPECT_THAT(drm_.leaks(), IsEmpty());
}

class ATrialThatIsNotMade : public Doctor {
protected:
    // Of the command that asks for it.
    [[nodiscard]] ExitCode exit_code(const std::string& sink) { return exit_code_of(examine_all(sink)); }
};

TEST_F(ATrialThatIsNotMade, IsAFailure) {
    EXPECT_EQ(exit_code("DVI-I-1"), ExitCode::ok);
    drm_.set_connected(udl_card, false);
    EXPECT_EQ(exit_code("DVI-I-1"), ExitCode::failed);
    EXPECT_THAT(problems("DVI-I-1"),
                ElementsAre("mapping: Whether DVI-I-1 can read the board's buffers was not tried: no display is "
                            "connected to /dev/dri/card1 -> "));
    EXPECT_EQ(exit_code(""), ExitCode::ok) << "nobody asked for it";
    stop_daemon();
    const auto examined = examine_all("card1");
    ASSERT_EQ(examined.back().name, "mapping");
    EXPECT_EQ(examined.back().failure, ExitCode::failed);
}

TEST_F(ATrialThatIsNotMade, LeavesAnUnpluggedSinkAlone) {
    status_->sinks[0].state = "unplugged";
    EXPECT_EQ(exit_code("DVI-I-1"), ExitCode::failed);
    EXPECT_THAT(problems("DVI-I-1"), ElementsAre(HasSubstr("Nothing was tried on usb-1-DVI-I-1: it is unplugged")));
    EXPECT_THAT(sinks_.calls, IsEmpty());
}

TEST_F(ATrialThatIsNotMade, ForWantOfARightIsRefused) {
    sinks_.refusal.emplace(ExitCode::access_denied, "polkit does not allow you org.kmsmirror1.control");
    EXPECT_EQ(exit_code("DVI-I-1"), ExitCode::access_denied);
    EXPECT_THAT(problems("DVI-I-1"), ElementsAre(HasSubstr("polkit does not allow you")));
    status_->sinks[0].enabled = false;
    for (const auto call : {fakes::Call::open_card, fakes::Call::set_master}) {
        fakes::FaultyDrm faulty(drm_);
        faulty.fail(call, 1, EACCES, fakes::FaultyDrm::always);
        const System system = machine_.system();
        EXPECT_EQ(exit_code_of(examine(all_examinations(faulty, sinks_, "DVI-I-1"), Facts(system, status_))),
                  ExitCode::access_denied);
        EXPECT_EQ(exit_code_of(MappingQuestion(faulty, sinks_, "DVI-I-1").ask(Facts(system, status_))),
                  ExitCode::access_denied);
    }
}

TEST_F(MappingProbe, UsesADisabledSinkWhereTheDaemonShowsNothing) {
    for (Sink& sink : status_->sinks) {
        sink.path = "none";
        sink.state = "disabled";
        sink.enabled = false;
    }
    drm_.set_kernel_mapping(source, false);
    ASSERT_EQ(findings("mapping").size(), 1U);
    EXPECT_THAT(findings("mapping")[0].what, HasSubstr("ATOMIC failed with ENOMEM"));
    EXPECT_THAT(sinks_.calls, IsEmpty());
}

TEST_F(MappingProbe, TakesNamesOfCardsConnectorsAndPortsWithoutTheDaemon) {
    stop_daemon();
    for (const char* name : {"card2", "/dev/dri/card2", "USB-1", "1-2"})
        EXPECT_THAT(findings("mapping", name)[0].what, HasSubstr("a display of gud")) << name;
}

TEST_F(MappingProbe, RefusesNamesOfNothing) {
    const System system = machine_.system();
    const Facts with_daemon(system, status_);
    EXPECT_NO_THROW(check_sink_name(with_daemon, ""));
    EXPECT_NO_THROW(check_sink_name(with_daemon, "DVI-I-1"));
    EXPECT_THROW(check_sink_name(with_daemon, "card1"), Failure);
    const Facts without_daemon(system, std::nullopt);
    EXPECT_NO_THROW(check_sink_name(without_daemon, "card1"));
    EXPECT_THROW(check_sink_name(without_daemon, "usb-1-DVI-I-1"), Failure);
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
