// SPDX-License-Identifier: MIT
// The installed programs, against a daemon without a display on a private bus.
#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>

#include "tools/pattern.h"
#include "tools_fixture.h"

namespace kmsmirror::test {
namespace {

using session::CloseReason;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::byte> picture_of(const char* pattern_name, std::uint64_t frame) {
    const auto pattern = tools::make_pattern(pattern_name, 160, 100);
    pattern->draw(frame);
    const auto pixels = std::as_bytes(pattern->canvas().pixels());
    return {pixels.begin(), pixels.end()};
}

TEST_F(Tools, PatternShowsItsLastFrame) {
    const Outcome outcome = run("kmsmirror-pattern movie --frames 90 --session-bus");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output, "");
    daemon.stop();
    EXPECT_EQ(daemon.host().frames.size(), 90U);
    EXPECT_EQ(daemon.picture(), picture_of("movie", 89));
    EXPECT_THAT(daemon.closed(), ElementsAre(CloseReason::client_left));
}

TEST_F(Tools, PlayShowsWhatComesThroughAPipe) {
    const Outcome outcome =
        run("kmsmirror-pattern motion --frames 40 --stdout --size 160x100 | kmsmirrorctl play --session");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    EXPECT_EQ(daemon.host().frames.size(), 40U);
    EXPECT_EQ(daemon.picture(), picture_of("motion", 39));
}

TEST_F(Tools, PlayHoldsItsLastFrameUntilItIsTerminated) {
    // it holds when it has blocked SIGTERM and SIGINT
    const Outcome outcome =
        run("kmsmirror-pattern bars --stdout --size 160x100 | kmsmirrorctl play --hold --session & "
            "until grep -q SigBlk:.*4002 /proc/$!/status; do kill -0 $! || exit; done; "
            "kill $!; wait $!; echo $?");
    EXPECT_EQ(outcome.output, "0\n");
    daemon.stop();
    EXPECT_EQ(daemon.picture(), picture_of("bars", 0));
}

TEST_F(Tools, PlayRefusesAnInputThatEndsInTheMiddleOfAFrame) {
    const Outcome outcome = run("head -c 1000 /dev/zero | kmsmirrorctl play --session");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.output, "kmsmirrorctl: the input ended in the middle of frame 1: 1000 of 64000 bytes\n");
}

TEST_F(Tools, SayWhatIsWrongWithTheirArguments) {
    const Outcome outcome = run("kmsmirror-pattern stars --session-bus");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.output, StartsWith("kmsmirror-pattern: PATTERN: stars not in"));
    EXPECT_THAT(outcome.output, HasSubstr("\nTry 'kmsmirror-pattern --help'.\n"));
}

TEST_F(Tools, SayHowTheyAreCalledAndTheirVersion) {
    const Outcome help = run("kmsmirror-pattern --help");
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, HasSubstr("kmsmirror-pattern [OPTIONS] PATTERN\n"));
    EXPECT_THAT(help.output, HasSubstr("movie: shapes, running text, changing colours\n"));
    EXPECT_THAT(help.output, HasSubstr("--size WxH"));
    const Outcome version = run("kmsmirror-pattern --version");
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_EQ(version.output, "kmsmirror-pattern " KMSMIRROR_VERSION "\n");
}

TEST_F(Tools, TakeThePlaceOfAnotherClientOnlyWhenTheyAreTold) {
    ASSERT_EQ(::setenv("DBUS_SESSION_BUS_ADDRESS", bus.address().c_str(), 1), 0);
    kmsmirror_options options{};
    options.options_size = sizeof(options);
    options.session_bus = 1;
    options.source = "/org/kmsmirror1/source/fake";
    kmsmirror_session* other = nullptr;
    ASSERT_EQ(kmsmirror_open(&options, &other), 0) << kmsmirror_error_text(nullptr);
    const Outcome refused = run("kmsmirror-pattern bars --session-bus");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.output, "kmsmirror-pattern: cannot open a session: kmsmirrord: another client has the source\n");
    EXPECT_EQ(run("kmsmirror-pattern bars --session-bus --replace").exit_code, 0);
    EXPECT_EQ(kmsmirror_dispatch(other), -ENODEV);
    EXPECT_STREQ(kmsmirror_error_text(other), "the daemon ended the session: another client took its place");
    kmsmirror_close(other);
}

TEST_F(Tools, SayThatTheDaemonDoesNotRun) {
    daemon.stop();
    const PrivateBus empty;
    const Outcome outcome =
        run(fmt::format("DBUS_SESSION_BUS_ADDRESS={} kmsmirror-pattern bars --session-bus", empty.address()));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.output, HasSubstr("cannot open a session: kmsmirrord: "));
}

struct BadWay {
    const char* name;
    CloseReason reason;
    const char* text;
};

class BadClient : public Tools, public testing::WithParamInterface<BadWay> {};
class BadBuffer : public BadClient {};

TEST_P(BadClient, IsToldWhyAndDisconnected) {
    const Outcome outcome = run(fmt::format("bad-client {} --session-bus --memory memfd", GetParam().name));
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr(GetParam().text));
    daemon.stop();
    EXPECT_THAT(daemon.closed(), ElementsAre(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(Ways, BadClient,
                         testing::Values(BadWay{"garbage", CloseReason::rule_broken,
                                                "is not one that a client may send"},
                                         BadWay{"wrong-size", CloseReason::rule_broken, "the header says 48 bytes"},
                                         BadWay{"bad-index", CloseReason::rule_broken, "there is no buffer 99"},
                                         BadWay{"bad-rect", CloseReason::rule_broken, "rectangle 0,0 to 161,1"},
                                         BadWay{"too-many-rects", CloseReason::rule_broken, "65 rectangles"},
                                         BadWay{"extra-fds", CloseReason::rule_broken, "file descriptors"},
                                         BadWay{"not-reading", CloseReason::not_reading, "does not read its messages"},
                                         BadWay{"attach-two-fds", CloseReason::rule_broken,
                                                "ATTACH takes 1 file descriptors, the message has several"},
                                         BadWay{"double-present", CloseReason::rule_broken, "is not the client's"}));

TEST_P(BadBuffer, IsRefusedAndTheSessionGoesOn) {
    const Outcome outcome = run(fmt::format("bad-client {} --session-bus --memory memfd", GetParam().name));
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr(GetParam().text));
    daemon.stop();
    EXPECT_THAT(daemon.closed(), ElementsAre(CloseReason::client_left));
    EXPECT_EQ(daemon.host().frames.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, BadBuffer,
    testing::Values(
        BadWay{"attach-no-dma-buf", CloseReason::client_left, "the daemon refused the buffer: not a dma-buf"},
        BadWay{"attach-too-small", CloseReason::client_left,
               "100 rows of pitch 640 from offset 64000 on end at byte 128000, the dma-buf has 64000"},
        BadWay{"attach-wrong-pitch", CloseReason::client_left, "pitch 160 is less than a row, which has 640 bytes"},
        BadWay{"attach-too-many", CloseReason::client_left, "index 24 is not one for attached buffers"}));

TEST_F(Tools, LeaveNothingBehindWhenTheyDieInTheMiddleOfAFrame) {
    EXPECT_EQ(run("bad-client die-mid-frame --session-bus").exit_code, 128 + SIGKILL);
    EXPECT_EQ(run("kmsmirror-pattern bars --session-bus").exit_code, 0);
    daemon.stop();
    EXPECT_THAT(daemon.closed(), ElementsAre(CloseReason::client_left, CloseReason::client_left));
    EXPECT_EQ(daemon.picture(), picture_of("bars", 0));
}

}  // namespace
}  // namespace kmsmirror::test
