// SPDX-License-Identifier: MIT
// The installed programs, against a daemon without a display on a private bus.
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <future>
#include <span>
#include <tuple>

#include "tests/bus/bus_monitor.h"
#include "tools/pattern.h"
#include "tools_fixture.h"

namespace kmsmirror::test {
namespace {

using session::CloseReason;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

std::vector<std::byte> picture_of(const char* pattern_name, std::uint64_t frame) {
    const auto pattern = tools::make_pattern(pattern_name, 160, 100);
    pattern->draw(frame);
    const auto pixels = std::as_bytes(pattern->canvas().pixels());
    return {pixels.begin(), pixels.end()};
}

bool is_white(const std::vector<std::byte>& picture) {
    const std::span pixels(reinterpret_cast<const std::uint32_t*>(picture.data()), std::size_t{160} * 100);
    return std::ranges::all_of(pixels, [](std::uint32_t pixel) { return (pixel & 0xffffff) == 0xffffff; });
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
    for (const char* hold : {"", "--hold"}) {
        const Outcome outcome = run(fmt::format("head -c 24000 /dev/zero | kmsmirrorctl play {} --session", hold));
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_EQ(outcome.output,
                  "kmsmirrorctl: the input ended in the middle of frame 1: 24000 of 64000 bytes, for 160x100 pixels of "
                  "bgr0; all of it is as much as whole frames: 1 of yuv420p; ffmpeg makes frames that fit with -vf "
                  "scale=160:100 -pix_fmt bgr0 -f rawvideo\n");
    }
}

TEST_F(Tools, PlayHoldsTheLastWholeFrame) {
    const Outcome outcome =
        run("kmsmirror-pattern motion --frames 2 --stdout --size 160x100 2>/dev/null | head -c 100000 |"
            "kmsmirrorctl play --hold --session & "
            "until grep -q SigBlk:.*4002 /proc/$!/status; do kill -0 $! || exit; done; "
            "kill $!; wait $!; echo $?");
    EXPECT_THAT(outcome.output, MatchesRegex("kmsmirrorctl: the input ended in the middle of frame 2: 36000 of 64000 "
                                             "bytes[^\n]*; the frame before it is held\n0\n"));
    daemon.stop();
    EXPECT_EQ(daemon.picture(), picture_of("motion", 0));
}

TEST_F(Tools, PlayScalesY4mToTheSource) {
    const Outcome outcome =
        run("{ printf \"YUV4MPEG2 W80 H50 F25:1 Cmono\\nFRAME\\n\"; head -c 4000 /dev/zero | tr \"\\0\" \"\\353\"; } | "
            "kmsmirrorctl play --scale --session");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output, "");
    daemon.stop();
    EXPECT_TRUE(is_white(daemon.picture()));
}

// Of DVDs and television: 80x100 pixels, each twice as wide as it is high, fill the source.
TEST_F(Tools, PlayScalesToTheShapeOfPixelsThatAreNotSquare) {
    const Outcome outcome =
        run("{ printf \"YUV4MPEG2 W80 H100 A2:1 Cmono\\nFRAME\\n\"; head -c 8000 /dev/zero | tr \"\\0\" \"\\353\"; } | "
            "kmsmirrorctl play --scale --session");
    EXPECT_EQ(outcome.output, "");
    daemon.stop();
    EXPECT_TRUE(is_white(daemon.picture()));
}

TEST_F(Tools, PlayRefusesWhatDoesNotFitBeforeItReadsAFrame) {
    const Outcome outcome = run(
        "{ head -c 300 /dev/zero; exec tail -f /dev/null; } | timeout 10 kmsmirrorctl play --size 170x100 --session");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.output, HasSubstr("frames of 170x100 are larger than the source"));
}

// As where ffmpeg did not find the file.
TEST_F(Tools, PlayTakesNoSourceForAnInputThatIsEmpty) {
    const Outcome outcome = run("kmsmirrorctl play --replace --session </dev/null");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.output, "kmsmirrorctl: the input has no frame\n");
    daemon.stop();
    EXPECT_TRUE(daemon.closed().empty());
}

TEST_F(Tools, PlayTellsWhatMakesFramesFit) {
    const Outcome large = run("head -c 64 /dev/zero | kmsmirrorctl play --size 320x200 --session");
    EXPECT_EQ(large.exit_code, 1);
    EXPECT_EQ(
        large.output,
        "kmsmirrorctl: frames of 320x200 are larger than the source, which has 160x100; --scale makes them fit, and "
        "so does ffmpeg with -vf scale=160:100\n");
    const Outcome narrow = run("head -c 64 /dev/zero | kmsmirrorctl play --stride 639 --session");
    EXPECT_EQ(narrow.exit_code, 2);
    EXPECT_THAT(narrow.output, StartsWith("kmsmirrorctl: --stride 639: a row of 160 pixels has 640 bytes\n"));
}

TEST_F(Tools, PlayShowsRgb565OnASourceOfAnotherFormat) {
    const Outcome outcome =
        run("head -c 32000 /dev/zero | tr \"\\0\" \"\\377\" | kmsmirrorctl play --format rgb565 --session");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output, "");
    daemon.stop();
    EXPECT_TRUE(is_white(daemon.picture()));
}

TEST_F(Tools, PlayTakesRowsWithGaps) {
    const Outcome outcome = run("head -c 65600 /dev/zero | kmsmirrorctl play --stride 656 --frames 1 --session");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    EXPECT_EQ(daemon.host().frames.size(), 1U);
}

// Frames that lack their first byte are of no format.
TEST_F(Tools, PlayWarnsOfWhatHardlyIsBgr0) {
    const Outcome outcome =
        run("kmsmirror-pattern movie --frames 2 --stdout --size 160x100 2>/dev/null | tail -c +2 | head -c 64000 | "
            "kmsmirrorctl play --session");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(
        outcome.output,
        MatchesRegex("kmsmirrorctl: every fourth byte of the input varies, [^\n]* -pix_fmt bgr0 -f rawvideo\n"));
}

TEST_F(Tools, WaitForTheClientThatHasTheSource) {
    ASSERT_EQ(::setenv("DBUS_SESSION_BUS_ADDRESS", bus.address().c_str(), 1), 0);
    for (const auto& [command, tries_before_waiting, said] :
         {std::tuple{"head -c 64000 /dev/zero | kmsmirrorctl play --wait --session", 1,
                     "kmsmirrorctl: waiting: another client has the source\n"},
          std::tuple{"kmsmirror-pattern bars --wait --session-bus", 3,
                     "kmsmirror-pattern: waiting: kmsmirrord: another client has the "
                     "source\n"}}) {
        kmsmirror_options options{};
        options.options_size = sizeof(options);
        options.session_bus = 1;
        kmsmirror_session* other = nullptr;
        ASSERT_EQ(kmsmirror_open(&options, &other), 0) << kmsmirror_error_text(nullptr);
        BusMonitor tries(bus.address(), "OpenSession");
        auto outcome = std::async([&, line = std::string(command)] { return run(line); });
        // The second program has said what it waits for when it tries a third time.
        for (int i = 0; i < tries_before_waiting; ++i)
            EXPECT_EQ(tries.next(), "{}") << command;
        // asked later than that, and answered later
        kmsmirror_session* refused = nullptr;
        EXPECT_LT(kmsmirror_open(&options, &refused), 0);
        kmsmirror_close(other);
        const Outcome ended = outcome.get();
        EXPECT_EQ(ended.exit_code, 0) << command;
        EXPECT_EQ(ended.output, said);
    }
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
    EXPECT_EQ(outcome.output, "kmsmirror-pattern: cannot open a session: kmsmirrord is not running\n");
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
    daemon.wait_until_alone();
    EXPECT_EQ(run("kmsmirror-pattern bars --session-bus").exit_code, 0);
    daemon.stop();
    EXPECT_THAT(daemon.closed(), ElementsAre(CloseReason::client_left, CloseReason::client_left));
    EXPECT_EQ(daemon.picture(), picture_of("bars", 0));
}

}  // namespace
}  // namespace kmsmirror::test
