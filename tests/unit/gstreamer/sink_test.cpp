// SPDX-License-Identifier: MIT
// kmsmirrorsink in pipelines, against a daemon without a display on a private bus.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <optional>

#include "pipeline.h"
#include "tests/bus/private_bus.h"
#include "tests/unit/tools/fake_daemon.h"

namespace kmsmirror::test {
namespace {

using testing::Each;
using testing::HasSubstr;

class GstreamerSink : public testing::Test {
protected:
    static void SetUpTestSuite() {
        ::setenv("GST_REGISTRY", KMSMIRROR_GSTREAMER_REGISTRY, 1);
        gst_init(nullptr, nullptr);
        GstPlugin* plugin = gst_plugin_load_file(KMSMIRROR_GSTREAMER_PLUGIN, nullptr);
        ASSERT_NE(plugin, nullptr);
        gst_object_unref(plugin);
    }
    GstreamerSink() { ::setenv("DBUS_SESSION_BUS_ADDRESS", bus.address().c_str(), 1); }

    // The same frames into a sink that keeps the last one.
    static std::vector<std::byte> expected(const std::string& source, const std::string& caps) {
        Pipeline pipeline(fmt::format("{} ! video/x-raw,{} ! fakesink name=sink", source, caps));
        EXPECT_EQ(pipeline.run(), "");
        return pipeline.last_frame();
    }

    // A pipeline goes on when the daemon was gone and its display, now of that size, is back.
    void expect_return(Size size, const std::string& caps) {
        Pipeline pipeline("videotestsrc is-live=true pattern=red ! kmsmirrorsink name=sink session-bus=true");
        pipeline.play();
        EXPECT_EQ(pipeline.wait_for(GST_MESSAGE_ASYNC_DONE), "");
        daemon.reset();
        EXPECT_THAT(pipeline.wait_for(GST_MESSAGE_WARNING), HasSubstr("frames are not shown: "));
        daemon.emplace(bus.address(), size);
        EXPECT_TRUE(pipeline.wait_for_frames_after_return(static_cast<int>(size.width), 3));
        pipeline.end();
        EXPECT_EQ(pipeline.wait_for(static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)), "");
        pipeline.close();
        daemon->stop();
        EXPECT_EQ(daemon->picture(), expected("videotestsrc pattern=red num-buffers=1", caps));
    }

    PrivateBus bus;
    std::optional<FakeDaemon> daemon{std::in_place, bus.address(), Size{160, 100}};
};

constexpr const char* ball = "videotestsrc pattern=ball num-buffers=40";
constexpr const char* as_the_source = "format=BGRx,width=160,height=100";

TEST_F(GstreamerSink, HasUpstreamDrawIntoTheBuffersOfTheDaemon) {
    Pipeline pipeline(fmt::format("{} ! kmsmirrorsink name=sink session-bus=true sync=false", ball));
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.buffers(), 40);
    EXPECT_EQ(pipeline.loans(), 40);
    pipeline.close();
    daemon->stop();
    EXPECT_EQ(daemon->host().frames.size(), 40U);
    EXPECT_EQ(daemon->picture(), expected(ball, as_the_source));
}

TEST_F(GstreamerSink, GoesOnWhenUpstreamHoldsBuffersInAQueue) {
    Pipeline pipeline(fmt::format("{} ! queue ! kmsmirrorsink name=sink session-bus=true sync=false", ball));
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.loans(), 40);
    pipeline.close();
    daemon->stop();
    EXPECT_EQ(daemon->picture(), expected(ball, as_the_source));
}

TEST_F(GstreamerSink, LeavesAFrameAloneThatAnElementStillHas) {
    Pipeline pipeline(fmt::format("{} ! kmsmirrorsink name=sink session-bus=true sync=false", ball));
    pipeline.keep_first();
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.loans(), 40);
    EXPECT_TRUE(pipeline.first_is_unchanged());
    pipeline.close();
    daemon->stop();
    EXPECT_EQ(daemon->closed().size(), 1U) << "a frame that is kept keeps the session";
    EXPECT_EQ(daemon->picture(), expected(ball, as_the_source));
}

TEST_F(GstreamerSink, SendsWhatDiffersFromTheFrameBefore) {
    Pipeline pipeline(fmt::format("{} ! kmsmirrorsink name=sink session-bus=true sync=false damage=difference", ball));
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.loans(), 0);
    pipeline.close();
    daemon->stop();
    EXPECT_EQ(daemon->picture(), expected(ball, as_the_source));
    const auto& frames = daemon->host().frames;
    for (std::size_t i = 1; i < frames.size(); ++i)
        for (const Rect& rect : frames[i].damage)
            EXPECT_LT(rect.width(), 160) << "frame " << i;
}

TEST_F(GstreamerSink, ConvertsSixteenBitsAndShowsSmallFramesInTheMiddle) {
    const std::string white = "videotestsrc pattern=white num-buffers=2";
    Pipeline pipeline(fmt::format(
        "{} ! video/x-raw,format=RGB16,width=100,height=80 ! kmsmirrorsink name=sink session-bus=true sync=false",
        white));
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.loans(), 0);
    pipeline.close();
    daemon->stop();
    for (std::size_t i = 0; i < daemon->picture().size(); ++i) {
        const std::size_t x = i / 4 % 160;
        const std::size_t y = i / 4 / 160;
        const bool is_white = x >= 30 && x < 130 && y >= 10 && y < 90 && i % 4 != 3;
        ASSERT_EQ(daemon->picture()[i], is_white ? std::byte{0xff} : std::byte{0}) << x << ',' << y;
    }
}

TEST_F(GstreamerSink, HasUpstreamKeepTheShapeOfAPictureThatItScales) {
    constexpr const char* square = "videotestsrc pattern=red num-buffers=5 ! video/x-raw,width=100,height=100";
    Pipeline pipeline(fmt::format("{} ! videoscale ! kmsmirrorsink name=sink session-bus=true", square));
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.width(), 160);
    pipeline.close();
    daemon->stop();
    const std::vector<std::byte> picture = daemon->picture();
    const auto is_red = [&](std::size_t x) {
        return picture.at((50 * 160 + x) * 4) == std::byte{0} && picture.at((50 * 160 + x) * 4 + 2) == std::byte{0xff};
    };
    EXPECT_FALSE(is_red(15));
    EXPECT_TRUE(is_red(80));
    EXPECT_FALSE(is_red(145));
}

TEST_F(GstreamerSink, ShowsPixelsThatAreNotSquareWhereNobodyScalesThem) {
    Pipeline pipeline(
        "videotestsrc num-buffers=5 ! video/x-raw,width=100,height=100,pixel-aspect-ratio=64/45 ! "
        "kmsmirrorsink name=sink session-bus=true");
    EXPECT_EQ(pipeline.run(), "");
    EXPECT_EQ(pipeline.buffers(), 5);
}

TEST_F(GstreamerSink, RefusesLargerFramesBeforeTheyCome) {
    Pipeline pipeline("videotestsrc ! video/x-raw,width=161,height=100 ! kmsmirrorsink name=sink session-bus=true");
    EXPECT_THAT(pipeline.run(), HasSubstr("Internal data stream error"));  // GStreamer's words for "not negotiated"
}

TEST_F(GstreamerSink, SaysWhyItCannotStart) {
    daemon.reset();
    Pipeline pipeline("videotestsrc ! kmsmirrorsink name=sink session-bus=true");
    EXPECT_THAT(pipeline.run(), HasSubstr("cannot open a session: kmsmirrord is not running"));
}

TEST_F(GstreamerSink, SaysWhatASourceIsCalled) {
    Pipeline pipeline("videotestsrc ! kmsmirrorsink name=sink session-bus=true source=HDMI-A-1");
    EXPECT_EQ(pipeline.run(),
              "cannot open a session: the source \"HDMI-A-1\" is no D-Bus object path; kmsmirrorctl --json=pretty list "
              "tells the object_path of each");
}

TEST_F(GstreamerSink, ReconnectsToADaemonThatWasStartedAgain) {
    expect_return({160, 100}, as_the_source);
}

TEST_F(GstreamerSink, AdaptsToADisplayThatHasAnotherSizeAfterwards) {
    expect_return({80, 60}, "format=BGRx,width=80,height=60");
}

}  // namespace
}  // namespace kmsmirror::test
