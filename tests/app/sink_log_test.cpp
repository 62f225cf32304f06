// SPDX-License-Identifier: MIT
#include "app/sink_log.h"

#include <gmock/gmock.h>

#include "base/path_reason.h"

namespace kmsmirror::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SinkStatus sink_on(Path path, const std::optional<PathFailure>& reason = {}) {
    SinkStatus sink;
    sink.id = "usb-1";
    sink.state = SinkState::mirroring;
    sink.path = path;
    sink.path_reason = reason;
    return sink;
}

std::string logged(const SinkStatus& before, const SinkStatus& now) {
    ::testing::internal::CaptureStderr();
    log_changes(before, now);
    return ::testing::internal::GetCapturedStderr();
}

TEST(TheLogOfASink, TellsTheCallThatFailed) {
    const PathFailure failure{{"ATOMIC", errno_error(ENOMEM)}, ErrorClass::permanent, {}};
    EXPECT_THAT(logged(sink_on(Path::prime), sink_on(Path::copy, failure)),
                HasSubstr("sink usb-1: path copy, because ATOMIC failed with ENOMEM (permanent)"));
}

TEST(TheLogOfASink, TellsDecisionsAsWhatTheyAre) {
    for (const std::string_view call :
         {path_reason::choice, path_reason::geometry, path_reason::kernel, path_reason::measured, path_reason::heap}) {
        const PathFailure decision{{call, errno_error(ECANCELED)}, ErrorClass::permanent, {}};
        EXPECT_THAT(logged(sink_on(Path::prime), sink_on(Path::copy, decision)),
                    AllOf(HasSubstr("path copy, because " + std::string(path_reason::decision_text(call)) + "\n"),
                          Not(HasSubstr("failed"))))
            << call;
    }
}

TEST(TheLogOfASink, SaysNothingTwice) {
    EXPECT_EQ(logged(sink_on(Path::copy), sink_on(Path::copy)), "");
}

TEST(TheLogOfASink, SaysOnceThatADisplayIsSlow) {
    SinkStatus first = sink_on(Path::prime);
    first.state = SinkState::slow;
    first.error = "the display took 1600 ms for a frame, 1573 ms are plenty";
    SinkStatus next = first;
    next.error = "the display took 1700 ms for a frame, 1573 ms are plenty";
    EXPECT_THAT(logged(sink_on(Path::prime), first), HasSubstr("sink usb-1: slow: the display took 1600 ms"));
    EXPECT_EQ(logged(first, next), "");
}

}  // namespace
}  // namespace kmsmirror::app
