// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <future>
#include <stdexcept>

#include "loop/timer.h"
#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::HasSubstr;

std::string what_is_thrown(const std::function<void()>& function) {
    try {
        function();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "nothing";
}

long sleeps_of_this_thread() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

TEST_F(BusService, SaysThatItsNameIsTaken) {
    loop::EventLoop loop;
    bus::Service second(loop, control_, address(), "0.1.0", [] {});
    EXPECT_THAT(what_is_thrown([&] { second.start(); }), HasSubstr("another daemon"));
}

TEST_F(BusService, SaysThatThereIsNoBus) {
    loop::EventLoop loop;
    // Not by Kind::address: sdbus-c++ 1.2 leaks the connection that it cannot open there.
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
    const bus::BusAddress nowhere{bus::BusAddress::Kind::session, ""};
    EXPECT_THAT(what_is_thrown([&] { bus::Service(loop, control_, nowhere, "0.1.0", [] {}); }),
                HasSubstr("connect to the message bus"));
}

TEST_F(BusService, ReportsALostBusOnceAndStaysUsable) {
    bus_.kill();
    std::promise<void> lost;
    std::function<void()> look = [&] {
        if (lost_count_ > 0)
            lost.set_value();
        else
            loop_.post(look);
    };
    loop_.post(look);
    ASSERT_EQ(lost.get_future().wait_for(std::chrono::seconds(5)), std::future_status::ready);
    on_loop([&] {
        auto sink = example_sink();
        sink.state = SinkState::error;
        service_->set_sink(sink);
        sink.id = "another";
        service_->set_sink(sink);
        service_->remove_sink("usb-1:1");
    });
    on_loop([] {});
    on_loop([&] { EXPECT_EQ(lost_count_, 1); });
}

// bus.no_machine_id runs it where there is none, and sd-bus fails.
TEST_F(BusService, SurvivesTheQuestionForTheMachinesId) {
    sd_bus_message* question = nullptr;
    check_bus(sd_bus_message_new_method_call(client_.get(), &question, "org.kmsmirror1", manager_path.c_str(),
                                             "org.freedesktop.DBus.Peer", "GetMachineId"),
              "create a call");
    std::uint64_t cookie = 0;  // asked for, or no reply would be expected
    const int sent = sd_bus_send(client_.get(), question, &cookie);
    sd_bus_message_unref(question);
    check_bus(sent, "send a call");
    EXPECT_EQ(client_.property(manager_path, "org.kmsmirror1.Manager", "Version"), "\"0.1.0\"");
    on_loop([&] { EXPECT_EQ(lost_count_, 0); });
}

TEST_F(BusService, EndsWhileItsLoopRunsOn) {
    on_loop([&] {
        auto sink = example_sink();
        sink.state = SinkState::error;
        service_->set_sink(sink);
        service_.reset();
    });
    on_loop([] {});
    EXPECT_EQ(client_.property(manager_path, "org.kmsmirror1.Manager", "Version"),
              "org.freedesktop.DBus.Error.ServiceUnknown");
}

TEST_F(BusService, SleepsWhileNobodyCalls) {
    ASSERT_TRUE(wait_for_signals());
    std::promise<long> sleeps;
    loop::Timer timer(loop_);
    on_loop([&] {
        timer.start_after(std::chrono::milliseconds(300), [&, before = sleeps_of_this_thread()] {
            sleeps.set_value(sleeps_of_this_thread() - before);
        });
    });
    EXPECT_LE(sleeps.get_future().get(), 2) << "one for the end of on_loop(), one for the timer";
    on_loop([&] { timer.cancel(); });
}

}  // namespace
}  // namespace kmsmirror::test
