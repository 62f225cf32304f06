// SPDX-License-Identifier: MIT
#include "ctl/model/status.h"

#include <gmock/gmock.h>

#include "ctl/model/object_path.h"

namespace kmsmirror::ctl {
namespace {

std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items())
        keys.push_back(key);
    return keys;
}

// As GetStatus() gives it.
const Json raw_sink{{"ObjectPath", "/org/kmsmirror1/sink/usb_2d1_3a1"},
                    {"State", "mirroring"},
                    {"Source", "/org/kmsmirror1/source/lcd"},
                    {"Identity", {"DEL", "U2412", "42"}},
                    {"Path", "copy"},
                    {"PathReason", {"ATOMIC", "ENOMEM", "permanent", "2026-01-02T03:04:05Z"}},
                    {"Mode", {1024, 768, 59940}},
                    {"Modes", {{1024, 768, 59940}, {800, 600, 60000}}},
                    {"Enabled", true},
                    {"Reflection", "x"},
                    {"RegionChoice", "wall:2x2:1,0"},
                    {"Region", {0, 0, 640, 480}},
                    {"DisplayPart", {0, 0, 1024, 768}},
                    {"Bezel", 20U},
                    {"FilterChoice", "auto"},
                    {"Filter", "bilinear"},
                    {"Dither", "ordered"},
                    {"Later", "is not known yet"},
                    {"Statistics", {{"frames_shown", 7U}}}};

TEST(Paths, TellWhatAnObjectIs) {
    EXPECT_EQ(object_name("/org/kmsmirror1/sink/usb_2d1_3a1").kind, "sink");
    EXPECT_EQ(object_name("/org/kmsmirror1/sink/usb_2d1_3a1").id, "usb-1:1");
    EXPECT_EQ(object_name("/org/kmsmirror1/session/_37").id, "7");
    EXPECT_EQ(object_name("/org/kmsmirror1/source/a_1bb").id, "a?b") << "must be printable";
    EXPECT_EQ(object_name("/org/kmsmirror1").kind, "");
    EXPECT_EQ(object_name("/").kind, "");
}

TEST(Statuses, AreReadFromWhatDBusSays) {
    const Sink sink = read_sink(raw_sink);
    EXPECT_EQ(sink.id, "usb-1:1");
    EXPECT_EQ(sink.source_id, "lcd");
    EXPECT_EQ(sink.model, "U2412");
    EXPECT_EQ(sink.path_reason.errno_name, "ENOMEM");
    EXPECT_EQ(sink.mode, (Mode{1024, 768, 59940}));
    EXPECT_EQ(sink.modes.size(), 2U);
    EXPECT_EQ(sink.reflection, "x");
    EXPECT_EQ(sink.region_choice, "wall:2x2:1,0");
    EXPECT_EQ(sink.region, (Rect{0, 0, 640, 480}));
    EXPECT_EQ(sink.display_part, (Rect{0, 0, 1024, 768}));
    EXPECT_EQ(sink.bezel, 20U);
    EXPECT_EQ(sink.filter_choice, "auto");
    EXPECT_EQ(sink.filter, "bilinear");
    EXPECT_EQ(sink.dither, "ordered");
    EXPECT_EQ(counter(sink.statistics, "frames_shown"), 7U);
    EXPECT_EQ(counter(sink.statistics, "commits"), 0U) << "which an older daemon does not count";
}

TEST(Statuses, OfAnOtherTypeAreRefused) {
    const Json path{{"ObjectPath", "/org/kmsmirror1/sink/a"}};
    EXPECT_EQ(read_sink(path).id, "a");
    for (const auto& [name, value] : {std::pair<const char*, Json>{"State", 7},
                                      {"Mode", "1024x768"},
                                      {"Modes", Json::array({1024, 768})},
                                      {"Identity", {"DEL", "U2412"}},
                                      {"ObjectPath", 7}}) {
        Json properties = path;
        properties[name] = value;
        EXPECT_THROW((void)read_sink(properties), Json::exception) << name;
    }
    EXPECT_THROW((void)read_sink(Json::object()), Json::exception) << "an object needs a path";
    EXPECT_THROW((void)read_status({{"sinks", {1, 2}}}), Json::exception);
}

// kmsmirrorctl(1) promises these: programs read them.
TEST(Statuses, HaveTheJsonKeysThatAreDocumented) {
    using testing::ElementsAre;
    const Json status =
        to_json(read_status({{"version", "0.1.0"},
                             {"state", "mirroring"},
                             {"config_serial", 5},
                             {"sources", Json::array({{{"ObjectPath", "/org/kmsmirror1/source/lcd"}}})},
                             {"sinks", Json::array({raw_sink})},
                             {"sessions", Json::array({{{"ObjectPath", "/org/kmsmirror1/session/_37"}}})}}));
    EXPECT_THAT(keys(status),
                ElementsAre("version", "state", "error", "config_serial", "sources", "sinks", "sessions"));
    EXPECT_THAT(keys(status["sources"][0]),
                ElementsAre("id", "object_path", "state", "driver", "connector", "panel_orientation", "device_path",
                            "mode", "format", "statistics"));
    EXPECT_THAT(keys(status["sinks"][0]),
                ElementsAre("id", "object_path", "state", "error", "source", "driver", "connector", "panel_orientation",
                            "device_path", "usb_path", "identity", "path", "path_reason", "fallback_count", "mode",
                            "format", "modes", "enabled", "path_choice", "mode_choice", "fit", "rotation", "reflection",
                            "region_choice", "region", "display_part", "bezel", "filter_choice", "filter", "dither",
                            "max_rate_mhz", "remembered_by", "statistics"));
    EXPECT_THAT(keys(status["sessions"][0]),
                ElementsAre("id", "object_path", "source", "process_id", "user_id", "statistics"));
    EXPECT_THAT(keys(status["sinks"][0]["mode"]), ElementsAre("width", "height", "refresh_mhz"));
    EXPECT_THAT(keys(status["sinks"][0]["identity"]), ElementsAre("make", "model", "serial"));
    EXPECT_THAT(keys(status["sinks"][0]["path_reason"]), ElementsAre("call", "errno", "class", "time"));
    EXPECT_EQ(status["sinks"][0]["region"], Json({0, 0, 640, 480}));
    EXPECT_EQ(status["sinks"][0]["filter"], "bilinear");
}

TEST(Statuses, AreNullInJsonForWhatIsNotThere) {
    const Json sink = to_json(Sink{});
    for (const char* key : {"error", "source", "path_reason", "mode", "region", "display_part", "filter"})
        EXPECT_TRUE(sink.at(key).is_null()) << key;
}

}  // namespace
}  // namespace kmsmirror::ctl
