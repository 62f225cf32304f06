// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SinkCalls : public BusService {
protected:
    // With an argument before the options, which are empty.
    template <class... Arguments>
    Reply set(const char* method, const std::string& types, Arguments... arguments) {
        return client_.call_with(sink_path, sink_interface, method, (types + "a{sv}").c_str(), arguments..., 0);
    }

    // The call must make this request, and no other.
    void expect_request(const Reply& reply, const char* request) {
        EXPECT_EQ(reply.error_name, "") << request << ": " << reply.error_text;
        EXPECT_EQ(reply.text, "");
        EXPECT_THAT(control_.requests, ElementsAre(request));
        control_.requests.clear();
    }

    void expect_refusal(const Reply& reply, const char* text) {
        EXPECT_EQ(reply.error_name, invalid_args) << text;
        EXPECT_EQ(reply.error_text, text);
        EXPECT_THAT(control_.requests, IsEmpty()) << text;
        control_.requests.clear();
    }
};

TEST_F(SinkCalls, ChangeTheSettingsOfTheirSink) {
    expect_request(set("Enable", ""), "change 0 temporary usb-1:1 enabled=true");
    expect_request(set("Disable", ""), "change 0 temporary usb-1:1 enabled=false");
    expect_request(set("SetSource", "o", source_path.c_str()), "change 0 temporary usb-1:1 source=card0-HDMI");
    expect_request(set("SetMode", "s", "auto"), "change 0 temporary usb-1:1 mode=auto");
    expect_request(set("SetMode", "s", "800x600"), "change 0 temporary usb-1:1 mode=800x600");
    expect_request(set("SetMode", "s", "800x600@59.94"), "change 0 temporary usb-1:1 mode=800x600@59.940");
    for (const std::string mode : {"source", "nearest", "preferred", "highest-refresh"})
        expect_request(set("SetMode", "s", mode.c_str()), ("change 0 temporary usb-1:1 mode=" + mode).c_str());
    for (const std::string fit : {"fit", "fill", "stretch", "integer", "none"})
        expect_request(set("SetFit", "s", fit.c_str()), ("change 0 temporary usb-1:1 fit=" + fit).c_str());
    for (const std::uint32_t degrees : {0U, 90U, 180U, 270U})
        expect_request(set("SetRotation", "u", degrees),
                       ("change 0 temporary usb-1:1 rotation=" + std::to_string(degrees)).c_str());
    for (const std::string reflection : {"none", "x", "y"})
        expect_request(set("SetReflection", "s", reflection.c_str()),
                       ("change 0 temporary usb-1:1 reflection=" + reflection).c_str());
    for (const std::string region : {"all", "0,5,1,16384", "wall:3x2:2,1"})
        expect_request(set("SetRegion", "s", region.c_str()), ("change 0 temporary usb-1:1 region=" + region).c_str());
    for (const std::uint32_t pixels : {0U, 4096U})
        expect_request(set("SetBezel", "u", pixels),
                       ("change 0 temporary usb-1:1 bezel=" + std::to_string(pixels)).c_str());
    for (const std::string filter : {"auto", "nearest", "bilinear", "area"})
        expect_request(set("SetFilter", "s", filter.c_str()), ("change 0 temporary usb-1:1 filter=" + filter).c_str());
    for (const std::string dither : {"none", "ordered", "mono"})
        expect_request(set("SetDither", "s", dither.c_str()), ("change 0 temporary usb-1:1 dither=" + dither).c_str());
    for (const std::uint32_t rate : {0U, 100U, 1'000'000U})
        expect_request(set("SetMaxRate", "u", rate),
                       ("change 0 temporary usb-1:1 rate=" + std::to_string(rate)).c_str());
    for (const std::string path : {"auto", "prime", "copy"})
        expect_request(set("SetPath", "s", path.c_str()), ("change 0 temporary usb-1:1 path=" + path).c_str());
}

TEST_F(SinkCalls, AreAnsweredOnceTheChangeIsDoneAndHoldNobodyUpMeanwhile) {
    on_loop([&] { control_.holds_changes = true; });
    BusClient other(bus_.address());
    int answers = 0;
    const auto count = [](sd_bus_message* /*reply*/, void* counter, sd_bus_error* /*error*/) {
        ++*static_cast<int*>(counter);
        return 0;
    };
    ASSERT_GE(
        sd_bus_call_method_async(other.get(), nullptr, "org.kmsmirror1", sink_path.c_str(), sink_interface.c_str(),
                                 "Enable", count, &answers, "a{sv}", 1, "persistent", "b", 1),
        0);
    ASSERT_TRUE(wait_on_loop([&] { return !control_.changed.empty(); }));
    EXPECT_EQ(client_.property(sink_path, sink_interface, "RememberedBy"), "\"none\"");
    other.drain();
    EXPECT_EQ(answers, 0);
    on_loop([&] {
        control_.changed.front()();
        control_.changed.clear();
    });
    EXPECT_TRUE(other.wait_until([&] { return answers == 1; }));
}

TEST_F(SinkCalls, RememberASettingIfAsked) {
    const auto enable = [&](int is_persistent) {
        return client_.call_with(sink_path, sink_interface, "Enable", "a{sv}", 1, "persistent", "b", is_persistent);
    };
    expect_request(enable(1), "change 0 persistent usb-1:1 enabled=true");
    expect_request(enable(0), "change 0 temporary usb-1:1 enabled=true");
}

TEST_F(SinkCalls, RefuseAnUnknownOptionBesideOneThatTheyKnow) {
    expect_refusal(
        client_.call_with(sink_path, sink_interface, "Enable", "a{sv}", 2, "persistent", "b", 1, "colour", "s", "red"),
        "unknown option \"colour\"; known are persistent");
}

TEST_F(SinkCalls, SayWhatIsWrongWithASetting) {
    expect_refusal(
        set("SetMode", "s", "800"),
        "the mode must be \"auto\", \"source\", \"nearest\", \"preferred\", \"highest-refresh\", WIDTHxHEIGHT or "
        "WIDTHxHEIGHT@HZ, at most 16384x16384@1000, not \"800\"");
    expect_refusal(
        set("SetMode", "s", ""),
        "the mode must be \"auto\", \"source\", \"nearest\", \"preferred\", \"highest-refresh\", WIDTHxHEIGHT or "
        "WIDTHxHEIGHT@HZ, at most 16384x16384@1000, not \"\"");
    expect_refusal(set("SetFit", "s", "None"),
                   "the fit must be \"fit\", \"fill\", \"stretch\", \"integer\" or \"none\", not \"None\"");
    expect_refusal(set("SetRotation", "u", 45), "the rotation must be 0, 90, 180 or 270 degrees, not 45");
    for (const std::string region : {"", "5,0,5,1", "0,-1,1,1", "wall:2x2:2,0"})
        expect_refusal(set("SetRegion", "s", region.c_str()),
                       ("the region must be \"all\", \"X1,Y1,X2,Y2\" with X1 < X2 and Y1 < Y2, at most 16384, or "
                        "\"wall:COLUMNSxROWS:COLUMN,ROW\", counted from 0, of at most 64x64, not \"" +
                        region + "\"")
                           .c_str());
    expect_refusal(set("SetReflection", "s", "xy"), "the reflection must be \"none\", \"x\" or \"y\", not \"xy\"");
    expect_refusal(set("SetBezel", "u", 4097), "the bezel must be from 0 to 4096 pixels, not 4097");
    expect_refusal(set("SetFilter", "s", "best"),
                   "the filter must be \"auto\", \"nearest\", \"bilinear\" or \"area\", not \"best\"");
    expect_refusal(set("SetDither", "s", "yes"), "dither must be \"none\", \"ordered\" or \"mono\", not \"yes\"");
    expect_refusal(set("SetMaxRate", "u", 99), "the rate must be 0 or from 100 to 1000000 mHz, not 99");
    expect_refusal(set("SetMaxRate", "u", 1'000'001), "the rate must be 0 or from 100 to 1000000 mHz, not 1000001");
    expect_refusal(set("SetPath", "s", "prime-heap"),
                   "the path must be \"auto\", \"prime\" or \"copy\", not \"prime-heap\"");
}

TEST_F(SinkCalls, ShortenAndCleanWhatTheyQuote) {
    const std::string text = "\t" + std::string(1000, 'x');
    const auto reply = set("SetPath", "s", text.c_str());
    EXPECT_EQ(reply.error_text,
              "the path must be \"auto\", \"prime\" or \"copy\", not \"?" + std::string(99, 'x') + "...\"");
}

TEST_F(SinkCalls, KnowNoSourceThatIsNotASourcesPath) {
    for (const char* path : {"/", "/org/kmsmirror1", "/org/kmsmirror1/source", "/org/kmsmirror1/source/_",
                             "/org/kmsmirror1/source/_3", "/org/kmsmirror1/source/_zz", "/org/kmsmirror1/source/_61",
                             "/org/kmsmirror1/source/a/b", "/org/kmsmirror1/sink/usb_2d1_3a1"}) {
        const auto reply = set("SetSource", "o", path);
        EXPECT_EQ(reply.error_name, "org.kmsmirror1.Error.NoSuchSource") << path;
        EXPECT_EQ(reply.error_text, std::string("there is no source \"") + path + '"');
    }
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(SinkCalls, CommandTheirSink) {
    expect_request(set("Rearm", ""), "rearm usb-1:1");
    expect_request(set("Pause", ""), "show usb-1:1 last picture");
    expect_request(set("Resume", ""), "show usb-1:1 picture");
    expect_request(set("Blank", ""), "show usb-1:1 black");
    expect_request(set("SetPower", "b", 0), "power usb-1:1 off");
    expect_request(set("SetPower", "b", 1), "power usb-1:1 on");
    expect_request(set("Identify", "u", 1), "identify usb-1:1 1");
    expect_request(set("Identify", "u", 3600), "identify usb-1:1 3600");
    for (const std::string pattern : {"bars", "grid", "checker"})
        expect_request(set("TestPattern", "su", pattern.c_str(), 7), ("pattern usb-1:1 " + pattern + " 7").c_str());
}

TEST_F(SinkCalls, SayWhatIsWrongWithACommand) {
    expect_refusal(set("Identify", "u", 0), "the time must be from 1 to 3600 seconds, not 0");
    expect_refusal(set("Identify", "u", 3601), "the time must be from 1 to 3600 seconds, not 3601");
    expect_refusal(set("TestPattern", "su", "bars", 0), "the time must be from 1 to 3600 seconds, not 0");
    expect_refusal(set("TestPattern", "su", "stripes", 1),
                   "the pattern must be \"bars\", \"grid\" or \"checker\", not \"stripes\"");
}

TEST_F(SinkCalls, RefuseArgumentsOfAnotherType) {
    for (const char* method :
         {"Enable",   "SetSource", "SetMode",   "SetFit",     "SetRotation", "SetRegion", "SetReflection",
          "SetBezel", "SetFilter", "SetDither", "SetMaxRate", "SetPath",     "Rearm",     "Pause",
          "Resume",   "Blank",     "SetPower",  "Identify",   "TestPattern", "Capture",   "GetStatistics"})
        EXPECT_EQ(client_.call_with(sink_path, sink_interface, method, "d", 1.0).error_name, invalid_args) << method;
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(SinkCalls, TellWhatTheEngineRefuses) {
    control_.refusal = {bus::ControlError::Kind::not_supported, "not yet"};
    const auto reply = set("Identify", "u", 1);
    EXPECT_EQ(reply.error_name, "org.freedesktop.DBus.Error.NotSupported");
    EXPECT_EQ(reply.error_text, "not yet");
}

}  // namespace
}  // namespace kmsmirror::test
