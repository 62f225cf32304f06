// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class ManagerCalls : public BusService {
protected:
    // Apply() with one sink and one setting.
    template <class Value>
    Reply apply(const char* keep, const std::string& path, const char* name, const char* type, Value value) {
        return client_.call_with(manager_path, manager_interface, "Apply", "tsa(oa{sv})a{sv}", std::uint64_t{9}, keep,
                                 1, path.c_str(), 1, name, type, value, 0);
    }
    template <class Value>
    Reply apply(const char* name, const char* type, Value value) {
        return apply("temporary", sink_path, name, type, value);
    }
};

TEST_F(ManagerCalls, TellStateAndSerial) {
    EXPECT_EQ(client_.property(manager_path, manager_interface, "Version"), "\"0.1.0\"");
    EXPECT_EQ(client_.property(manager_path, manager_interface, "State"), "\"mirroring\"");
    EXPECT_EQ(client_.property(manager_path, manager_interface, "ConfigSerial"), "5");
}

TEST_F(ManagerCalls, AnnounceStateAndSerial) {
    on_loop([&] { service_->set_daemon({DaemonState::degraded, 5}); });
    EXPECT_THAT(changes(), ElementsAre("/org/kmsmirror1 \"org.kmsmirror1.Manager\", {\"State\": \"degraded\"}, []"));
    on_loop([&] { service_->set_daemon({DaemonState::degraded, 6}); });
    EXPECT_THAT(changes(), ElementsAre("/org/kmsmirror1 \"org.kmsmirror1.Manager\", {\"ConfigSerial\": 6}, []"));
}

TEST_F(ManagerCalls, TellWhyThereIsNoSource) {
    EXPECT_EQ(client_.property(manager_path, manager_interface, "Error"), "\"\"");
    on_loop([&] { service_->set_daemon({DaemonState::mirroring, 5, "no\ncard"}); });
    EXPECT_THAT(changes(), ElementsAre("/org/kmsmirror1 \"org.kmsmirror1.Manager\", {\"Error\": \"no?card\"}, []"));
}

TEST_F(ManagerCalls, ReloadTheConfiguration) {
    EXPECT_EQ(client_.call_without_options(manager_path, manager_interface, "Reload").text,
              R"(["/etc/a.conf:3: odd", "b?"])");
    EXPECT_THAT(control_.requests, ElementsAre("reload"));
}

TEST_F(ManagerCalls, TellEverythingAtOnce) {
    const auto reply = client_.call_without_options(manager_path, manager_interface, "GetStatus");
    EXPECT_EQ(reply.error_name, "");
    EXPECT_EQ(
        reply.text,
        R"({"config_serial": 5, "error": "", "sessions": [{"ObjectPath": "/org/kmsmirror1/session/_37", "ProcessId": 4321, )"
        R"("Source": "/org/kmsmirror1/source/card0_2dHDMI", "Statistics": {"frames_presented": 21}, )"
        R"("UserId": 1000}], "sinks": [{"Bezel": 0, "Connector": "DVI-I-1", "DevicePath": "/dev/dri/card1", )"
        R"("DisplayPart": (0, 0, 0, 0), "Dither": "none", )"
        R"("Driver": "udl", "Enabled": true, "Error": "", "FallbackCount": 0, "Filter": "", "FilterChoice": "auto", "Fit": "fit", )"
        R"("Format": "XR24", "Identity": ("DEL", "U2412", "42"), "MaxRate": 0, "Mode": (1024, 768, 59940), )"
        R"("ModeChoice": "auto", "Modes": [(1024, 768, 59940), (800, 600, 60000)], )"
        R"("ObjectPath": "/org/kmsmirror1/sink/usb_2d1_3a1", "PanelOrientation": "normal", "Path": "prime", "PathChoice": "auto", )"
        R"("PathReason": ("", "", "", ""), "Reflection": "none", "Region": (0, 0, 0, 0), "RegionChoice": "all", )"
        R"("RememberedBy": "none", "Rotation": 0, )"
        R"("Source": "/org/kmsmirror1/source/card0_2dHDMI", "State": "mirroring", )"
        R"("Statistics": {"bytes_copied": 7000000000, "commits": 6, "frames_lost": 4, "frames_offered": 1, )"
        R"("frames_shown": 2, "frames_superseded": 3, "last_shown_sequence": 5}, "UsbPath": "usb-1"}], )"
        R"("sources": [{"Connector": "HDMI-A-1", "DevicePath": "/dev/dri/card0", "Driver": "pl111", )"
        R"("Format": "XR24", "Mode": (1024, 768, 60000), )"
        R"("ObjectPath": "/org/kmsmirror1/source/card0_2dHDMI", "PanelOrientation": "normal", "State": "scanout", )"
        R"("Statistics": {"bytes_read": 14, "frames_flipped": 12, "frames_presented": 11, "sequence": 13}}], )"
        R"("state": "mirroring", "version": "0.1.0"})");
}

TEST_F(ManagerCalls, TellNothingOfWhatHasGone) {
    on_loop([&] {
        service_->remove_sink("usb-1:1");
        service_->remove_session("7");
    });
    EXPECT_THAT(client_.call_without_options(manager_path, manager_interface, "GetStatus").text,
                AllOf(HasSubstr("\"sinks\": []"), HasSubstr("\"sessions\": []"), HasSubstr("scanout")));
}

TEST_F(ManagerCalls, ApplyAnySetting) {
    EXPECT_EQ(apply("verify", sink_path, "Enabled", "b", 0).text, "10") << "the serial afterwards";
    EXPECT_EQ(apply("temporary", sink_path, "PathChoice", "s", "copy").error_name, "");
    EXPECT_EQ(apply("persistent", sink_path, "ModeChoice", "s", "auto").error_name, "");
    EXPECT_EQ(apply("ModeChoice", "s", "640x480").error_name, "");
    EXPECT_EQ(apply("Fit", "s", "fill").error_name, "");
    EXPECT_EQ(apply("Rotation", "u", 180).error_name, "");
    EXPECT_EQ(apply("Reflection", "s", "x").error_name, "");
    EXPECT_EQ(apply("RegionChoice", "s", "wall:2x2:1,0").error_name, "");
    EXPECT_EQ(apply("Bezel", "u", 20).error_name, "");
    EXPECT_EQ(apply("FilterChoice", "s", "area").error_name, "");
    EXPECT_EQ(apply("Dither", "s", "ordered").error_name, "");
    EXPECT_EQ(apply("MaxRate", "u", 30'000).error_name, "");
    EXPECT_EQ(apply("Source", "o", source_path.c_str()).error_name, "");
    EXPECT_THAT(control_.requests,
                ElementsAre("change 9 verify usb-1:1 enabled=false", "change 9 temporary usb-1:1 path=copy",
                            "change 9 persistent usb-1:1 mode=auto", "change 9 temporary usb-1:1 mode=640x480",
                            "change 9 temporary usb-1:1 fit=fill", "change 9 temporary usb-1:1 rotation=180",
                            "change 9 temporary usb-1:1 reflection=x", "change 9 temporary usb-1:1 region=wall:2x2:1,0",
                            "change 9 temporary usb-1:1 bezel=20", "change 9 temporary usb-1:1 filter=area",
                            "change 9 temporary usb-1:1 dither=ordered", "change 9 temporary usb-1:1 rate=30000",
                            "change 9 temporary usb-1:1 source=card0-HDMI"));
}

TEST_F(ManagerCalls, ApplySeveralSettingsOfSeveralSinks) {
    const auto reply = client_.call_with(manager_path, manager_interface, "Apply", "tsa(oa{sv})a{sv}", std::uint64_t{0},
                                         "temporary", 2, sink_path.c_str(), 2, "RegionChoice", "s", "1,2,3,4",
                                         "Enabled", "b", 1, "/org/kmsmirror1/sink/b", 0, 0);
    EXPECT_EQ(reply.error_name, "") << reply.error_text;
    EXPECT_THAT(control_.requests, ElementsAre("change 0 temporary usb-1:1 enabled=true region=1,2,3,4 b"));
}

TEST_F(ManagerCalls, ApplyNothingWhenOneSettingIsWrong) {
    const std::pair<Reply, const char*> wrong[] = {
        {apply("Rotation", "u", 1), "the rotation must be 0, 90, 180 or 270 degrees, not 1"},
        {apply("Rotation", "s", "90"), "setting \"Rotation\" must have type u, not s"},
        {apply("RegionChoice", "i", 1), "setting \"RegionChoice\" must have type s, not i"},
        {apply("Colour", "s", "red"),
         "unknown setting \"Colour\"; known are Enabled, PathChoice, ModeChoice, Fit, Rotation, Reflection, "
         "RegionChoice, Bezel, FilterChoice, Dither, MaxRate, Source"},
        {apply("PathChoice", "s", "best"), "the path must be \"auto\", \"prime\" or \"copy\", not \"best\""},
    };
    for (const auto& [reply, text] : wrong) {
        EXPECT_EQ(reply.error_name, invalid_args) << text;
        EXPECT_EQ(reply.error_text, sink_path + ": " + text);
    }
    EXPECT_EQ(apply("Source", "o", "/other").error_name, "org.kmsmirror1.Error.NoSuchSource");
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(ManagerCalls, RefuseToApplyToOtherObjects) {
    for (const std::string path : {"/", "/org/kmsmirror1/sink", "/org/kmsmirror1/source/card0_2dHDMI"}) {
        const auto reply = apply("temporary", path, "Enabled", "b", 1);
        EXPECT_EQ(reply.error_name, "org.kmsmirror1.Error.NoSuchSink");
        EXPECT_EQ(reply.error_text, "there is no sink \"" + path + '"');
    }
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(ManagerCalls, RefuseToApplyTwiceToASink) {
    const auto reply = client_.call_with(manager_path, manager_interface, "Apply", "tsa(oa{sv})a{sv}", std::uint64_t{0},
                                         "temporary", 2, sink_path.c_str(), 0, sink_path.c_str(), 0, 0);
    EXPECT_EQ(reply.error_name, invalid_args);
    EXPECT_EQ(reply.error_text, "the sink \"" + sink_path + "\" is there twice");
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(ManagerCalls, RefuseAnUnknownWayToKeepSettings) {
    const auto reply = apply("forever", sink_path, "Enabled", "b", 1);
    EXPECT_EQ(reply.error_name, invalid_args);
    EXPECT_EQ(reply.error_text, "keep must be \"verify\", \"temporary\" or \"persistent\", not \"forever\"");
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(ManagerCalls, EndASession) {
    EXPECT_EQ(client_.call_without_options(session_path, session_interface, "End").error_name, "");
    EXPECT_THAT(control_.requests, ElementsAre("end 7"));
}

TEST_F(ManagerCalls, TellWhoHasASession) {
    EXPECT_EQ(client_.property(session_path, session_interface, "Source"), '"' + source_path + '"');
    EXPECT_EQ(client_.property(session_path, session_interface, "ProcessId"), "4321");
    EXPECT_EQ(client_.property(session_path, session_interface, "UserId"), "1000");
    EXPECT_EQ(client_.call_without_options(session_path, session_interface, "GetStatistics").text,
              R"({"frames_presented": 21})");
}

TEST_F(ManagerCalls, AnnounceSessions) {
    on_loop([&] {
        service_->set_session({"8", "card0-HDMI", 0, 1});
        service_->remove_session("7");
        service_->remove_session("nobody");
    });
    ASSERT_TRUE(wait_for_signals());
    ASSERT_EQ(client_.signals().size(), 2U);
    EXPECT_EQ(client_.signals()[0].name, "InterfacesAdded");
    EXPECT_THAT(client_.signals()[0].text, StartsWith("\"/org/kmsmirror1/session/_38\""));
    EXPECT_EQ(client_.signals()[1].name, "InterfacesRemoved");
    EXPECT_THAT(client_.signals()[1].text, StartsWith("\"/org/kmsmirror1/session/_37\""));
}

}  // namespace
}  // namespace kmsmirror::test
