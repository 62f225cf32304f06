// SPDX-License-Identifier: MIT
#include "ctl/view/explain_path.h"

#include <gmock/gmock.h>

namespace kmsmirror::ctl {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

Sink sink_in(const char* state) {
    Sink sink;
    sink.id = "usb-1";
    sink.state = state;
    sink.driver = "gud";
    sink.path = "prime";
    sink.path_choice = "auto";
    return sink;
}

Sink copied(PathReason reason) {
    Sink sink = sink_in("mirroring");
    sink.path = "copy";
    sink.path_reason = std::move(reason);
    return sink;
}

std::string why(const Sink& sink, const Status& status = {}) {
    const auto explanations = explain(sink, status);
    return explanations.empty() ? "" : explanations.back().why;
}

std::string advice(const Sink& sink, const Status& status = {}) {
    const auto explanations = explain(sink, status);
    return explanations.empty() ? "" : explanations.back().advice;
}

TEST(Explanations, AreNotNeededWhenAllIsWell) {
    EXPECT_THAT(explain(sink_in("mirroring"), {}), IsEmpty());
}

TEST(Explanations, SayWhyACopyIsMade) {
    const Sink sink = copied({"ATOMIC", "ENOMEM", "permanent", "2026-01-02T03:04:05Z"});
    EXPECT_EQ(why(sink),
              "copy, because ATOMIC failed with ENOMEM (permanent) at 2026-01-02T03:04:05Z: the kernel cannot map the "
              "board's buffers for the display's driver.");
    EXPECT_THAT(advice(sink), HasSubstr("A contiguous dma-heap may do without a copy"));
}

TEST(Explanations, AdviseNoHeapToASinkThatIsOnIt) {
    Sink sink = copied({"ATOMIC", "ENOMEM", "permanent", "now"});
    sink.path = "prime-heap";
    EXPECT_THAT(why(sink), StartsWith("prime-heap, because ATOMIC failed with ENOMEM"));
    EXPECT_EQ(advice(sink), "");
}

TEST(Explanations, TellMemoryThatCannotBeReadFromADisplayThatRefuses) {
    Sink sink = copied({"ATOMIC", "EOPNOTSUPP", "permanent", "now"});
    EXPECT_THAT(why(sink), HasSubstr("the display's driver cannot read the board's buffers"));
    EXPECT_THAT(advice(sink), HasSubstr("dma-heap"));
    sink.path = "none";
    EXPECT_THAT(why(sink), HasSubstr("the display's driver refused the frame"));
    EXPECT_EQ(advice(sink), "");
}

TEST(Explanations, OfTransientFailuresSayHowToTryAgain) {
    const Sink sink = copied({"ATOMIC", "ENOMEM", "transient", "now"});
    EXPECT_THAT(why(sink), HasSubstr("the kernel was short of memory"));
    EXPECT_THAT(advice(sink), HasSubstr("kmsmirrorctl rearm usb-1"));
}

TEST(Explanations, TellADisplayThatHasGoneFromMemoryThatSaysSo) {
    Sink sink = copied({"ATOMIC", "ENODEV", "gone", "2026-01-02T03:04:05Z"});
    EXPECT_THAT(why(sink),
                HasSubstr("so says a card that has gone, but the display shows the frame from other memory"));
    EXPECT_THAT(advice(sink), IsEmpty());
    sink.path = "none";
    EXPECT_THAT(why(sink), HasSubstr("the display was unplugged meanwhile"));
    EXPECT_THAT(advice(sink), HasSubstr("Plug it in again"));
}

TEST(Explanations, OfImportsTellTheUsbController) {
    EXPECT_THAT(why(copied({"PRIME_FD_TO_HANDLE", "ENODEV", "permanent", "now"})),
                HasSubstr("the USB controller has no DMA"));
    EXPECT_THAT(why(copied({"PRIME_FD_TO_HANDLE", "EINVAL", "permanent", "now"})), HasSubstr("does not import"));
    EXPECT_THAT(why(copied({"ADDFB2", "EINVAL", "permanent", "now"})), HasSubstr("format or pitch"));
}

TEST(Explanations, OfClassesAndWordsThatAreNotKnownTellThem) {
    EXPECT_EQ(why(copied({"FROBNICATE", "EWHAT", "cosmic", "now"})),
              "copy, because FROBNICATE failed with EWHAT (cosmic) at now.");
    EXPECT_EQ(why(sink_in("dreaming")), "It is in the state \"dreaming\".");
}

TEST(Explanations, OfWhatIsNoCallSaySo) {
    EXPECT_THAT(why(copied({"GEOMETRY", "ERANGE", "permanent", "now"})),
                StartsWith("copy, because the picture is scaled, turned, mirrored or dithered, or has bars,"));
    EXPECT_THAT(why(copied({"KERNEL", "EOPNOTSUPP", "permanent", "now"})), HasSubstr("driver does not tell"));
    EXPECT_THAT(why(copied({"MEASURED", "ETIME", "permanent", "now"})), HasSubstr("faster than prime-heap"));
    EXPECT_THAT(why(copied({"HEAP", "ECANCELED", "permanent", "now"})), HasSubstr("come from a dma-heap"));
}

TEST(Explanations, TellACopyThatTheUserChose) {
    Sink sink = copied({"CHOICE", "ECANCELED", "permanent", "now"});
    sink.path_choice = "copy";
    EXPECT_EQ(why(sink), "copy, because that is chosen.");
    EXPECT_THAT(advice(sink), StartsWith("kmsmirrorctl set usb-1 path=auto; where a file"));
    sink.remembered_by = "port";
    EXPECT_THAT(advice(sink), StartsWith("kmsmirrorctl set usb-1 path=auto --persistent; where a file"));
}

TEST(Explanations, SayNothingOfThePathBeforeTheFirstFrame) {
    Sink sink = copied({"CHOICE", "ECANCELED", "permanent", "now"});
    sink.state = "slow";
    sink.path_choice = "copy";
    sink.path = "none";
    EXPECT_THAT(explain(sink, {}), SizeIs(1)) << "the path that was chosen is not the one that is missing";
}

TEST(Explanations, AskASlowSinkForLessThanItHas) {
    Sink sink = sink_in("slow");
    for (const auto& [limit, wish] :
         {std::pair(0U, "max-rate=30"), {60'000U, "max-rate=30"}, {10'000U, "max-rate=5"}}) {
        sink.max_rate_mhz = limit;
        EXPECT_THAT(advice(sink), testing::EndsWith(wish)) << limit;
    }
    sink.max_rate_mhz = 500;
    EXPECT_THAT(advice(sink), Not(HasSubstr("max-rate"))) << "there is not much less";
}

TEST(Explanations, TellWhenAChoiceLeavesNoPath) {
    Sink sink = copied({"GEOMETRY", "ERANGE", "permanent", "now"});
    sink.state = "error";
    sink.path = "none";
    sink.path_choice = "prime";
    EXPECT_THAT(why(sink), StartsWith("no path, because the picture is scaled"));
    EXPECT_THAT(advice(sink), StartsWith("kmsmirrorctl set usb-1 path=auto"));
}

TEST(Explanations, OfWhatTheDaemonLacksSaySo) {
    EXPECT_THAT(why(copied({"READER", "EMFILE", "permanent", "now"})), HasSubstr("no thread to read"));
    EXPECT_THAT(why(copied({"SHOW", "ENOMEM", "permanent", "now"})), HasSubstr("the daemon was short of memory"));
}

TEST(Explanations, TellAModeThatWasRefusedThoughThereIsAPicture) {
    Sink sink = sink_in("mirroring");
    sink.error = "the display refused the mode 720x400@70: ATOMIC: EINVAL; it got the next one";
    EXPECT_EQ(why(sink),
              "It is in another mode: the display refused the mode 720x400@70: ATOMIC: EINVAL; it got the next one.");
    EXPECT_EQ(advice(sink), "");
    sink.mode_choice = "720x400";
    EXPECT_THAT(advice(sink), StartsWith("kmsmirrorctl set usb-1 mode=auto; where a file"));
}

TEST(Explanations, TellAModeThatIsNotThere) {
    Sink sink = sink_in("mirroring");
    for (const char* choice : {"720x400", "source"}) {
        sink.mode_choice = choice;
        sink.error = "the display has no mode 720x400; it got another one. It has 800x600@60";
        EXPECT_EQ(why(sink),
                  "It is in another mode: the display has no mode 720x400; it got another one. It has 800x600@60.");
        EXPECT_THAT(advice(sink), StartsWith("kmsmirrorctl set usb-1 mode=auto; where a file"));
    }
}

TEST(Explanations, TellADisplayWithoutAUsableModeFromNone) {
    Sink sink = sink_in("no-display");
    sink.error = "no display is connected to USB-1";
    sink.device_path = "/dev/dri/card1";
    sink.connector = "USB-1";
    EXPECT_EQ(why(sink), "No display is connected to it.");
    EXPECT_THAT(advice(sink), HasSubstr("echo on >/sys/class/drm/card1-USB-1/status"));
    sink.error = "udl can show none of the modes of the display on DVI-I-1: its pictures are 640x480 to 2048x2048";
    EXPECT_EQ(why(sink),
              "It shows nothing: udl can show none of the modes of the display on DVI-I-1: its pictures are 640x480 to "
              "2048x2048.");
    EXPECT_THAT(advice(sink), StartsWith("Connect another one;"));
}

TEST(Explanations, OfTheDaemonTellWhatIsNotInForce) {
    Status status;
    status.state = "mirroring";
    EXPECT_FALSE(explain_state(status));
    status.error = "not in force: /etc/kmsmirror/kmsmirror.conf:2: Buffers=99: the value must be 2, 3 or 4";
    ASSERT_TRUE(explain_state(status));
    EXPECT_EQ(explain_state(status)->why, "A file of the configuration is " + status.error + ".");
}

TEST(Explanations, OfASourceSayWhatToDo) {
    Source source;
    source.state = "scanout";
    EXPECT_FALSE(explain_state(source));
    for (const char* state : {"no-display", "no-master", "error"}) {
        source.state = state;
        ASSERT_TRUE(explain_state(source)) << state;
        EXPECT_FALSE(explain_state(source)->advice.empty()) << state;
    }
    source.state = "dreaming";
    EXPECT_EQ(explain_state(source)->why, "It is in the state \"dreaming\".");
}

TEST(Explanations, OfEveryStateSayWhatToDo) {
    for (const char* state : {"slow", "paused", "blank", "disabled", "no-display", "no-source", "no-master",
                              "unplugged", "error", "test-pattern", "identify", "off"}) {
        EXPECT_NE(why(sink_in(state)), "") << state;
        EXPECT_NE(advice(sink_in(state)), "") << state;
    }
    EXPECT_NE(why(sink_in("starting")), "");
}

TEST(Explanations, TellTheErrorOfTheDaemon) {
    Sink sink = sink_in("slow");
    sink.error = "frames take 900 ms";
    EXPECT_EQ(why(sink), "Frames take much longer than USB needs for them: frames take 900 ms.");
}

TEST(Explanations, DoNotSayThatNothingIsShownByADisplayThatCannotBeTurnedOff) {
    Sink sink = sink_in("error");
    sink.error = "it cannot be turned off: ATOMIC: EBUSY";
    EXPECT_EQ(why(sink), "It shall be off: it cannot be turned off: ATOMIC: EBUSY.");
    EXPECT_THAT(advice(sink), StartsWith("It is tried again by itself, or at once: kmsmirrorctl rearm"));
}

TEST(Explanations, OfAnErrorTellItsPathToo) {
    Sink sink = copied({"ATOMIC", "EINVAL", "permanent", "now"});
    sink.state = "error";
    sink.path = "none";
    const auto explanations = explain(sink, {});
    ASSERT_THAT(explanations, SizeIs(2));
    EXPECT_THAT(explanations[1].why, StartsWith("no path, because ATOMIC failed with EINVAL"));
    sink.state = "disabled";
    EXPECT_THAT(explain(sink, {}), SizeIs(1)) << "the path of what is not shown does not matter";
}

}  // namespace
}  // namespace kmsmirror::ctl
