// SPDX-License-Identifier: MIT
#include "ctl/monitor/tracker.h"

#include <gmock/gmock.h>

namespace kmsmirror::ctl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string sink_path = "/org/kmsmirror1/sink/usb_2d1";

Json sink_properties() {
    return {{"Connector", "USB-1"}, {"State", "mirroring"}, {"Path", "prime"}, {"PathReason", {"", "", "", ""}}};
}

Json raw_status() {
    Json sink = sink_properties();
    sink["ObjectPath"] = sink_path;
    return {{"version", "0.1.0"},       {"state", "mirroring"},         {"config_serial", 5},
            {"sources", Json::array()}, {"sinks", Json::array({sink})}, {"sessions", Json::array()}};
}

Signal changed(const std::string& path, const Json& properties) {
    return {path, "PropertiesChanged", {"org.kmsmirror1.Sink", properties, Json::array()}};
}

std::vector<std::string> lines_of(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    for (const Event& event : events)
        for (const std::string& line : event_lines(event))
            lines.push_back(line);
    return lines;
}

class ATracker : public testing::Test {
protected:
    ATracker() { tracker_.start(raw_status()); }
    Tracker tracker_;
};

TEST_F(ATracker, TellsWhatChanged) {
    const auto events = tracker_.take(
        changed(sink_path,
                {{"Path", "copy"}, {"PathReason", {"ATOMIC", "ENOMEM", "permanent", "now"}}, {"State", "mirroring"}}));
    EXPECT_THAT(lines_of(events),
                ElementsAre("sink USB-1 usb-1: path prime -> copy",
                            "sink USB-1 usb-1: copy, because ATOMIC failed with ENOMEM (permanent) at now: the kernel "
                            "cannot map the board's buffers for the display's driver."));
    EXPECT_EQ(event_json(events.at(0), "T").dump(),
              R"({"time":"T","event":"changed","object":"sink","id":"usb-1","changes":{"path":"copy","path_reason":)"
              R"({"call":"ATOMIC","errno":"ENOMEM","class":"permanent","time":"now"}}})");
}

TEST_F(ATracker, KnowsOnlyThePropertiesOfItsOwnInterfaces) {
    EXPECT_THAT(tracker_.take({sink_path, "PropertiesChanged", {"org.other", {{"State", 3}}, Json::array()}}),
                IsEmpty());
}

TEST_F(ATracker, TellsWhenTheBestPathIsBack) {
    (void)tracker_.take(changed(sink_path, {{"PathReason", {"ATOMIC", "ENOMEM", "permanent", "now"}}}));
    EXPECT_THAT(lines_of(tracker_.take(changed(sink_path, {{"PathReason", {"", "", "", ""}}}))),
                ElementsAre("sink USB-1 usb-1: on its best path"));
}

TEST_F(ATracker, TellsErrorsButNotTheirEnd) {
    EXPECT_THAT(lines_of(tracker_.take(changed(sink_path, {{"State", "slow"}, {"Error", "900 ms a frame"}}))),
                ElementsAre("sink USB-1 usb-1: state mirroring -> slow", "sink USB-1 usb-1: 900 ms a frame"));
    EXPECT_THAT(lines_of(tracker_.take(changed(sink_path, {{"State", "mirroring"}, {"Error", ""}}))),
                ElementsAre("sink USB-1 usb-1: state slow -> mirroring"));
}

TEST_F(ATracker, TellsValuesAsPeopleReadThem) {
    EXPECT_THAT(
        lines_of(tracker_.take(changed(sink_path, {{"Driver", "gud"},
                                                   {"Enabled", false},
                                                   {"Identity", {"DEL", "", "42"}},
                                                   {"MaxRate", 29970U},
                                                   {"Mode", {1024U, 768U, 60000U}},
                                                   {"Modes", {{1024U, 768U, 60000U}, {800U, 600U, 60000U}}},
                                                   {"Region", {0, 0, 640, 480}}}))),
        ElementsAre("sink USB-1 usb-1: driver none -> gud", "sink USB-1 usb-1: identity none -> DEL 42",
                    "sink USB-1 usb-1: mode none -> 1024x768@60",
                    "sink USB-1 usb-1: modes none -> 1024x768@60 800x600@60", "sink USB-1 usb-1: enabled yes -> no",
                    "sink USB-1 usb-1: region none -> 0,0,640,480", "sink USB-1 usb-1: max_rate no limit -> 29.97"));
}

TEST_F(ATracker, TellsWhyThereIsNoSource) {
    EXPECT_THAT(lines_of(tracker_.take({"/org/kmsmirror1",
                                        "PropertiesChanged",
                                        {"org.kmsmirror1.Manager", {{"Error", "no card"}}, Json::array()}})),
                ElementsAre("kmsmirrord: no card"));
}

TEST_F(ATracker, IsSilentAboutNothingNew) {
    EXPECT_THAT(tracker_.take(changed(sink_path, {{"State", "mirroring"}})), IsEmpty());
    EXPECT_THAT(tracker_.take(changed("/org/kmsmirror1/sink/other", {{"State", "slow"}})), IsEmpty());
    EXPECT_THAT(tracker_.take({sink_path, "SomethingLater", Json::array()}), IsEmpty());
}

TEST_F(ATracker, TellsTheDaemonsState) {
    const auto events = tracker_.take(changed("/org/kmsmirror1", {{"State", "degraded"}}));
    EXPECT_THAT(lines_of(events), ElementsAre("kmsmirrord: state mirroring -> degraded"));
    EXPECT_EQ(event_json(events.at(0), "T").dump(),
              R"({"time":"T","event":"changed","object":"daemon","changes":{"state":"degraded"}})");
}

TEST_F(ATracker, TellsWhatComesAndGoes) {
    const std::string path = "/org/kmsmirror1/sink/usb_2d2";
    const Json interfaces{{"org.freedesktop.DBus.Properties", Json::object()},
                          {"org.kmsmirror1.Sink", {{"Connector", "USB-2"}, {"State", "starting"}}}};
    const auto came = tracker_.take({"/org/kmsmirror1", "InterfacesAdded", {path, interfaces}});
    EXPECT_THAT(lines_of(came), ElementsAre("sink USB-2 usb-2 came: starting"));
    EXPECT_EQ(event_json(came.at(0), "T").at("properties").at("connector"), "USB-2");
    EXPECT_THAT(tracker_.take({"/org/kmsmirror1", "InterfacesAdded", {path, interfaces}}), IsEmpty());

    const Signal removed{"/org/kmsmirror1", "InterfacesRemoved", {path, Json::array({"org.kmsmirror1.Sink"})}};
    EXPECT_THAT(lines_of(tracker_.take(removed)), ElementsAre("sink USB-2 usb-2 went"));
    EXPECT_THAT(tracker_.take(removed), IsEmpty());
}

TEST_F(ATracker, TellsThatTheDaemonGoesAndComes) {
    EXPECT_THAT(lines_of({tracker_.stop()}), ElementsAre("kmsmirrord does not run"));
    EXPECT_EQ(event_json(tracker_.stop(), "T").dump(), R"({"time":"T","event":"stopped","object":"daemon"})");
    EXPECT_THAT(tracker_.take(changed(sink_path, {{"State", "slow"}})), IsEmpty());
    EXPECT_THAT(lines_of({tracker_.start(raw_status())}),
                ElementsAre("kmsmirrord 0.1.0 runs: mirroring, 0 sources, 1 sink, 0 sessions"));
}

TEST_F(ATracker, RefusesSignalsThatAreNotAsTheyMustBe) {
    EXPECT_THROW((void)tracker_.take({sink_path, "PropertiesChanged", {"org.kmsmirror1.Sink"}}), Json::exception);
    EXPECT_THROW((void)tracker_.take(changed(sink_path, {{"State", 7}})), Json::exception);
}

}  // namespace
}  // namespace kmsmirror::ctl
