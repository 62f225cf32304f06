// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>
#include <stdexcept>

#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::ElementsAre;

void append_replace(sd_bus_message* message) {
    sd_bus_message_append(message, "a{sv}", 1, "replace", "b", 1);
}

// Sends the call and adds one to `answers` when its reply comes.
void rearm_later(BusClient& client, std::size_t& answers) {
    const auto count = [](sd_bus_message*, void* number, sd_bus_error*) {
        ++*static_cast<std::size_t*>(number);
        return 0;
    };
    ASSERT_GE(sd_bus_call_method_async(client.get(), nullptr, "org.kmsmirror1", sink_path.c_str(),
                                       sink_interface.c_str(), "Rearm", count, &answers, "a{sv}", 0),
              0);
}

TEST_F(BusService, PassesTheChannelToTheClient) {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    const UniqueFd daemon_end(ends[0]);
    on_loop([&] { control_.channel.reset(ends[1]); });

    const auto reply = client_.call_without_options(source_path, source_interface, "OpenSession");
    ASSERT_EQ(reply.error_name, "");
    ASSERT_TRUE(reply.fd);
    ASSERT_EQ(write(reply.fd.get(), "hello", 5), 5);
    std::array<char, 8> buffer{};
    EXPECT_EQ(read(daemon_end.get(), buffer.data(), buffer.size()), 5);
    EXPECT_THAT(control_.requests, ElementsAre("open card0-HDMI false"));
}

TEST_F(BusService, ReplacesAClientOnlyIfAsked) {
    EXPECT_EQ(client_.call(source_path, source_interface, "OpenSession", append_replace).error_name, failed)
        << "there is no file descriptor";
    EXPECT_THAT(control_.requests, ElementsAre("open card0-HDMI true"));
}

TEST_F(BusService, RearmsASink) {
    EXPECT_EQ(client_.call_without_options(sink_path, sink_interface, "Rearm").error_name, "");
    EXPECT_THAT(control_.requests, ElementsAre("rearm usb-1:1"));
}

TEST_F(BusService, NamesEveryError) {
    using Kind = bus::ControlError::Kind;
    const std::pair<Kind, const char*> errors[] = {{Kind::no_such_source, "org.kmsmirror1.Error.NoSuchSource"},
                                                   {Kind::no_such_sink, "org.kmsmirror1.Error.NoSuchSink"},
                                                   {Kind::busy, "org.kmsmirror1.Error.Busy"},
                                                   {Kind::device_gone, "org.kmsmirror1.Error.DeviceGone"},
                                                   {Kind::failed, failed}};
    for (const auto& [kind, name] : errors) {
        on_loop([&, kind = kind] { control_.refusal = {kind, "because"}; });
        const auto open_reply = client_.call_without_options(source_path, source_interface, "OpenSession");
        EXPECT_EQ(open_reply.error_name, name);
        EXPECT_EQ(open_reply.error_text, "because");
        EXPECT_EQ(client_.call_without_options(sink_path, sink_interface, "Rearm").error_name, name);
    }
}

TEST_F(BusService, RefusesAnUnknownOptionAndNamesIt) {
    const std::pair<std::string, std::string> methods[] = {{source_interface, "OpenSession"},
                                                           {source_interface, "GetStatistics"},
                                                           {sink_interface, "Rearm"},
                                                           {sink_interface, "GetStatistics"}};
    for (const auto& [interface, method] : methods) {
        const auto& path = interface == sink_interface ? sink_path : source_path;
        const auto reply = client_.call(path, interface, method, [](sd_bus_message* message) {
            sd_bus_message_append(message, "a{sv}", 1, "colour", "s", "red");
        });
        EXPECT_EQ(reply.error_name, invalid_args) << method;
        EXPECT_EQ(reply.error_text, method == "OpenSession" ? "unknown option \"colour\"; known are replace"
                                                            : "unknown option \"colour\"; none are known")
            << method;
    }
    EXPECT_TRUE(control_.requests.empty());
}

TEST_F(BusService, RefusesAnOptionOfTheWrongTypeAndSaysWhichItMustHave) {
    const auto reply = client_.call(source_path, source_interface, "OpenSession", [](sd_bus_message* message) {
        sd_bus_message_append(message, "a{sv}", 1, "replace", "s", "yes");
    });
    EXPECT_EQ(reply.error_name, invalid_args);
    EXPECT_EQ(reply.error_text, "option \"replace\" must have type b, not s");
}

TEST_F(BusService, SurvivesAnExceptionInAHandler) {
    on_loop([&] { control_.on_request = [] { throw std::runtime_error("boom"); }; });
    const auto reply = client_.call_without_options(sink_path, sink_interface, "Rearm");
    EXPECT_EQ(reply.error_name, failed);
    EXPECT_EQ(reply.error_text, "boom");
    on_loop([&] { control_.on_request = [] { throw 42; }; });
    EXPECT_EQ(client_.call_without_options(source_path, source_interface, "OpenSession").error_name, failed);
    EXPECT_EQ(client_.property(sink_path, sink_interface, "State"), "\"mirroring\"");
}

TEST_F(BusService, LetsAHandlerRemoveItsOwnSink) {
    on_loop([&] { control_.on_request = [&] { service_->remove_sink("usb-1:1"); }; });
    EXPECT_EQ(client_.call_without_options(sink_path, sink_interface, "Rearm").error_name, "");
    ASSERT_TRUE(client_.wait_until([&] { return !client_.signals().empty(); }));
    EXPECT_EQ(client_.signals().front().name, "InterfacesRemoved");
}

TEST_F(BusService, LetsTheLoopWorkBetweenTheMessagesOfABusyClient) {
    // Calls that all wait for the service when it gets to them, and the loop's own work, which comes with the first.
    constexpr std::size_t call_count = 100;
    ASSERT_TRUE(wait_for_signals());
    std::size_t handled_before_work = 0;
    std::promise<void> may_go_on;
    control_.on_request = [&] {
        if (control_.requests.size() == 1)
            loop_.post([&] { handled_before_work = control_.requests.size(); });
    };
    loop_.post([&] { may_go_on.get_future().wait(); });
    std::size_t answers = 0;
    for (std::size_t i = 0; i < call_count; ++i)
        rearm_later(client_, answers);
    // The bus handles messages in order: when it answers, it has passed on the calls before.
    ASSERT_GE(sd_bus_call_method(client_.get(), "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                 "GetId", nullptr, nullptr, ""),
              0);
    may_go_on.set_value();

    ASSERT_TRUE(client_.wait_until([&] { return answers == call_count; }));
    on_loop([&] { EXPECT_LE(handled_before_work, 64U); });
    EXPECT_GT(handled_before_work, 0U);
}

}  // namespace
}  // namespace kmsmirror::test
