// SPDX-License-Identifier: MIT
#include "app/summary.h"

#include <gtest/gtest.h>

namespace kmsmirror::app {
namespace {

std::map<std::string, SinkStatus> sinks_in(std::initializer_list<SinkState> states) {
    std::map<std::string, SinkStatus> sinks;
    for (const SinkState state : states)
        sinks[std::to_string(sinks.size())].state = state;
    return sinks;
}

SourceStatus source_in(SourceState state) {
    return {.state = state};
}

TEST(TheSummary, IsOfNoSourceWhateverTheSinksDo) {
    EXPECT_EQ(summarise(nullptr, sinks_in({SinkState::mirroring})).state, DaemonState::no_source);
}

TEST(TheSummary, IsIdleWithoutASinkThatShallShowSomething) {
    const SourceStatus source = source_in(SourceState::scanout);
    EXPECT_EQ(summarise(&source, {}).state, DaemonState::idle);
    EXPECT_EQ(summarise(&source, sinks_in({SinkState::unplugged, SinkState::disabled, SinkState::no_display})).state,
              DaemonState::idle);
}

TEST(TheSummary, CountsTheSinksThatAreWell) {
    const SourceStatus source = source_in(SourceState::scanout);
    const Summary well = summarise(&source, sinks_in({SinkState::mirroring, SinkState::blank, SinkState::disabled}));
    EXPECT_EQ(well.state, DaemonState::mirroring);
    EXPECT_EQ(well.wanted, 2U);
    EXPECT_EQ(well.well, 2U);
    const Summary told = summarise(&source, sinks_in({SinkState::off, SinkState::identify, SinkState::test_pattern}));
    EXPECT_EQ(told.state, DaemonState::mirroring) << "as users want them";
    EXPECT_EQ(told.well, 3U);
    const Summary ill = summarise(&source, sinks_in({SinkState::mirroring, SinkState::slow}));
    EXPECT_EQ(ill.state, DaemonState::degraded);
    EXPECT_EQ(ill.well, 1U);
}

TEST(TheSummary, IsDegradedWhileTheBoardsDisplayIsNotTheDaemons) {
    for (const SourceState state : {SourceState::no_master, SourceState::error}) {
        const SourceStatus source = source_in(state);
        EXPECT_EQ(summarise(&source, sinks_in({SinkState::mirroring})).state, DaemonState::degraded);
        EXPECT_EQ(summarise(&source, {}).state, DaemonState::degraded);
    }
    const SourceStatus unplugged = source_in(SourceState::no_display);
    EXPECT_EQ(summarise(&unplugged, sinks_in({SinkState::mirroring})).state, DaemonState::mirroring);
}

}  // namespace
}  // namespace kmsmirror::app
