// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "introspection.h"
#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string contract() {
    std::ostringstream text;
    text << std::ifstream(KMSMIRROR_XML).rdbuf();
    return text.str();
}

TEST_F(BusService, HasTheInterfacesOfTheContract) {
    const auto documented = interfaces_of(contract());
    ASSERT_EQ(documented.size(), 4U);
    const std::pair<std::string, std::string> objects[] = {{manager_path, manager_interface},
                                                           {source_path, source_interface},
                                                           {sink_path, sink_interface},
                                                           {session_path, session_interface}};
    for (const auto& [path, interface] : objects) {
        const auto reply = client_.call(path, "org.freedesktop.DBus.Introspectable", "Introspect");
        ASSERT_EQ(reply.error_name, "");
        const auto served = interfaces_of(reply.text);
        const std::string key = "name=\"" + interface + '"';
        ASSERT_TRUE(served.contains(key)) << path;
        ASSERT_FALSE(documented.at(key).empty());
        EXPECT_EQ(served.at(key), documented.at(key));
    }
}

TEST_F(BusService, TellsItsVersion) {
    EXPECT_EQ(client_.property(manager_path, "org.kmsmirror1.Manager", "Version"), "\"0.1.0\"");
}

TEST_F(BusService, TellsAllOfASource) {
    const std::pair<const char*, const char*> properties[] = {
        {"State", "\"scanout\""},       {"Driver", "\"pl111\""},
        {"Connector", "\"HDMI-A-1\""},  {"DevicePath", "\"/dev/dri/card0\""},
        {"Mode", "(1024, 768, 60000)"}, {"Format", "\"XR24\""}};
    for (const auto& [name, value] : properties)
        EXPECT_EQ(client_.property(source_path, source_interface, name), value) << name;
}

TEST_F(BusService, TellsAllOfASink) {
    const std::pair<const char*, const char*> properties[] = {{"State", "\"mirroring\""},
                                                              {"Error", "\"\""},
                                                              {"Source", "\"/org/kmsmirror1/source/card0_2dHDMI\""},
                                                              {"Driver", "\"udl\""},
                                                              {"Connector", "\"DVI-I-1\""},
                                                              {"DevicePath", "\"/dev/dri/card1\""},
                                                              {"UsbPath", "\"usb-1\""},
                                                              {"Identity", R"(("DEL", "U2412", "42"))"},
                                                              {"Path", "\"prime\""},
                                                              {"PathReason", R"(("", "", "", ""))"},
                                                              {"FallbackCount", "0"},
                                                              {"Mode", "(1024, 768, 59940)"},
                                                              {"Format", "\"XR24\""}};
    for (const auto& [name, value] : properties)
        EXPECT_EQ(client_.property(sink_path, sink_interface, name), value) << name;
}

TEST_F(BusService, NamesNoSourceAsTheRootPath) {
    auto sink = example_sink();
    sink.source_id.clear();
    on_loop([&] { service_->set_sink(sink); });
    EXPECT_EQ(client_.property(sink_path, sink_interface, "Source"), "\"/\"");
}

TEST_F(BusService, MakesUntrustedTextPrintable) {
    auto sink = example_sink();
    sink.model = "A\xff\n\xc3";
    on_loop([&] { service_->set_sink(sink); });
    EXPECT_EQ(client_.property(sink_path, sink_interface, "Identity"), R"(("DEL", "A???", "42"))");
}

TEST_F(BusService, ListsItsObjects) {
    const auto reply = client_.call(manager_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
    EXPECT_EQ(reply.error_name, "");
    EXPECT_THAT(reply.text, HasSubstr(source_path));
    EXPECT_THAT(reply.text, HasSubstr(sink_path));
}

TEST_F(BusService, ForgetsARemovedSink) {
    on_loop([&] { service_->remove_sink("usb-1:1"); });
    on_loop([] {});
    const auto reply = client_.call(manager_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
    EXPECT_THAT(reply.text, Not(HasSubstr(sink_path)));
    EXPECT_EQ(client_.property(sink_path, sink_interface, "State"), "org.freedesktop.DBus.Error.UnknownObject");
}

}  // namespace
}  // namespace kmsmirror::test
