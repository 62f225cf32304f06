// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <string>

#include "base/log.h"
#include "introspection.h"
#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::HasSubstr;

constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";

class LogControl : public BusService {
public:
    ~LogControl() override { log::set_level(log::Level::info); }

protected:
    LogControl() = default;

    Reply set(const char* name, const char* value) {
        return client_.call_with(log_path, properties_interface, "Set", "ssv", log_interface.c_str(), name, "s", value);
    }
    std::string get(const char* name) { return client_.property(log_path, log_interface, name); }
};

TEST_F(LogControl, ChangesTheLevel) {
    EXPECT_EQ(get("LogLevel"), "\"info\"");
    const std::pair<const char*, const char*> levels[] = {
        {"emerg", "\"err\""},       {"alert", "\"err\""},      {"crit", "\"err\""},  {"err", "\"err\""},
        {"warning", "\"warning\""}, {"notice", "\"warning\""}, {"info", "\"info\""}, {"debug", "\"debug\""}};
    for (const auto& [name, effect] : levels) {
        EXPECT_EQ(set("LogLevel", name).error_name, "") << name;
        EXPECT_EQ(get("LogLevel"), effect) << name;
    }
    EXPECT_TRUE(log::is_enabled(log::Level::debug));
}

TEST_F(LogControl, RefusesALevelThatSyslogHasNot) {
    for (const char* level : {"", "Debug", "7", "loud"}) {
        const auto reply = set("LogLevel", level);
        EXPECT_EQ(reply.error_name, "org.freedesktop.DBus.Error.InvalidArgs");
        EXPECT_THAT(reply.error_text, HasSubstr(std::string("not \"") + level + '"'));
    }
    EXPECT_EQ(get("LogLevel"), "\"info\"");
}

TEST_F(LogControl, KeepsItsTarget) {
    const std::string target = log::is_journal() ? "journal" : "console";
    EXPECT_EQ(get("LogTarget"), '"' + target + '"');
    EXPECT_EQ(set("LogTarget", target.c_str()).error_name, "");
    EXPECT_EQ(set("LogTarget", "kmsg").error_name, "org.freedesktop.DBus.Error.NotSupported");
    EXPECT_EQ(get("LogTarget"), '"' + target + '"');
}

TEST_F(LogControl, TellsItsIdentifierAndKeepsIt) {
    EXPECT_EQ(get("SyslogIdentifier"), "\"kmsmirrord\"");
    EXPECT_EQ(set("SyslogIdentifier", "x").error_name, "org.freedesktop.DBus.Error.PropertyReadOnly");
}

TEST_F(LogControl, HasTheInterfaceOfSystemd) {
    const auto reply = client_.call(log_path, "org.freedesktop.DBus.Introspectable", "Introspect");
    const auto served = interfaces_of(reply.text);
    const auto found = served.find("name=\"org.freedesktop.LogControl1\"");
    ASSERT_NE(found, served.end());
    std::string members;
    for (const auto& member : found->second)
        members += member + '\n';
    for (const char* member : {R"(property access="readwrite" name="LogLevel" type="s")",
                               R"(property access="readwrite" name="LogTarget" type="s")",
                               R"(property access="read" name="SyslogIdentifier" type="s")",
                               R"(name="org.freedesktop.systemd1.Privileged")"})
        EXPECT_THAT(members, HasSubstr(member));
}

}  // namespace
}  // namespace kmsmirror::test
