// SPDX-License-Identifier: MIT
// kmsmirror_open() with wait_ms: whatever comes first, the client gets its session in the end.
#include <gmock/gmock.h>
#include <kmsmirror.h>
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "fake_daemon.h"
#include "tests/bus/bus_monitor.h"
#include "tests/bus/private_bus.h"

namespace kmsmirror::test {
namespace {

using Kind = FakeDaemon::Kind;

struct Opened {
    int result = 0;
    std::string text;
};

class Wait : public testing::Test {
public:
    ~Wait() override {
        if (opening_.joinable())
            opening_.join();
        close();
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

protected:
    Wait() { ::setenv("DBUS_SESSION_BUS_ADDRESS", bus_.address().c_str(), 1); }

    static kmsmirror_options options(int wait_ms) {
        kmsmirror_options options{};
        options.options_size = sizeof(options);
        options.session_bus = 1;
        options.wait_ms = wait_ms;
        return options;
    }
    static Opened open_now(const kmsmirror_options& options, kmsmirror_session** session) {
        const int result = kmsmirror_open(&options, session);
        return {result, result < 0 ? kmsmirror_error_text(nullptr) : ""};
    }
    // Begins to open a session on a thread of its own.
    void open(int wait_ms) {
        opening_ = std::thread([this, wait_ms] { opened_.set_value(open_now(options(wait_ms), &session_)); });
    }
    // Two tries have failed: the one that lets the bus start the daemon, and the first of those that do not.
    void await_tries() {
        (void)tries_.next();
        EXPECT_TRUE(tries_.may_start());
        (void)tries_.next();
        EXPECT_FALSE(tries_.may_start()) << "who stops the daemon meanwhile means it";
    }
    Opened result() { return opened_.get_future().get(); }
    // The daemon waits for the end of its client before its own.
    void close() { kmsmirror_close(std::exchange(session_, nullptr)); }

    PrivateBus bus_;
    BusMonitor tries_{bus_.address(), "GetManagedObjects"};
    kmsmirror_session* session_ = nullptr;
    std::promise<Opened> opened_;
    std::thread opening_;
};

TEST_F(Wait, EndsWhenTheDaemonComes) {
    open(-1);
    await_tries();
    const FakeDaemon daemon(bus_.address(), {160, 100});
    EXPECT_EQ(result().result, 0);
    EXPECT_EQ(kmsmirror_get_info(session_)->width, 160U);
    close();
}

TEST_F(Wait, EndsWhenASourceComes) {
    FakeDaemon daemon(bus_.address(), {160, 100}, Kind::without_source);
    open(-1);
    await_tries();
    daemon.bring_source();
    EXPECT_EQ(result().result, 0);
    close();
}

TEST_F(Wait, OutlivesADaemonThatGoes) {
    auto first = std::make_unique<FakeDaemon>(bus_.address(), Size{160, 100}, Kind::without_source);
    open(-1);
    await_tries();
    first.reset();
    (void)tries_.next();
    EXPECT_FALSE(tries_.may_start());
    const FakeDaemon second(bus_.address(), {64, 48});
    EXPECT_EQ(result().result, 0);
    EXPECT_EQ(kmsmirror_get_info(session_)->width, 64U);
    close();
}

TEST_F(Wait, EndsWhenTheOtherClientLeaves) {
    const FakeDaemon daemon(bus_.address(), {160, 100});
    kmsmirror_session* other = nullptr;
    ASSERT_EQ(open_now(options(0), &other).result, 0);
    (void)tries_.next();
    open(-1);
    await_tries();
    kmsmirror_close(other);
    EXPECT_EQ(result().result, 0);
    close();
}

TEST_F(Wait, EndsAfterTheTimeThatItWasGiven) {
    const FakeDaemon daemon(bus_.address(), {160, 100}, Kind::without_source);
    open(50);
    const Opened opened = result();
    EXPECT_EQ(opened.result, -ETIMEDOUT);
    EXPECT_EQ(opened.text, "kmsmirrord has no source");
}

TEST_F(Wait, EndsWithTheSignalsOfItsProgram) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
    open(-1);
    await_tries();
    auto future = opened_.get_future();
    // it may not sleep yet when the first one comes
    while (future.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready)
        ::pthread_kill(opening_.native_handle(), SIGUSR1);
    EXPECT_EQ(future.get().result, -EINTR);
    ::sigaction(SIGUSR1, &before, nullptr);
}

TEST_F(Wait, IsNotForWhatDoesNotChange) {
    const FakeDaemon daemon(bus_.address(), {160, 100}, Kind::forbidding);
    open(-1);
    const Opened opened = result();
    EXPECT_EQ(opened.result, -EACCES);
    EXPECT_EQ(opened.text, "kmsmirrord: you may not");
}

TEST_F(Wait, IsNotKnownToProgramsOfAnOlderLibrary) {
    const FakeDaemon daemon(bus_.address(), {160, 100}, Kind::without_source);
    kmsmirror_options old = options(-1);  // what lies behind theirs is not theirs
    old.options_size = offsetof(kmsmirror_options, wait_ms);
    EXPECT_EQ(open_now(old, &session_).result, -ENOENT);
    for (const std::size_t size : {std::size_t{0}, offsetof(kmsmirror_options, wait_ms) - 1, sizeof(old) + 1}) {
        old.options_size = size;
        EXPECT_EQ(open_now(old, &session_).result, -EINVAL) << size;
    }
}

}  // namespace
}  // namespace kmsmirror::test
