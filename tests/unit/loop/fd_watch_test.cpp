// SPDX-License-Identifier: MIT
#include "loop/fd_watch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <tuple>

#include "base/unique_fd.h"
#include "loop/timer.h"

namespace kmsmirror::loop {
namespace {

using std::chrono::steady_clock;

// A watched socket and its peer. A loop that does not stop by itself is stopped after 5 seconds, with a failure.
class FdWatchTest : public testing::Test {
protected:
    FdWatchTest() {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
        watched_.reset(ends[0]);
        peer_.reset(ends[1]);
        deadline_.start_after(std::chrono::seconds(5), [this] {
            ADD_FAILURE() << "nothing stopped the loop";
            loop_.stop();
        });
    }

    void send(const char* text) { ASSERT_EQ(write(peer_.get(), text, 1), 1); }

    // Lets the loop do all it has to do now.
    void settle() {
        Timer timer(loop_);
        timer.start_after(std::chrono::milliseconds(20), [this] { loop_.stop(); });
        loop_.run();
    }

    EventLoop loop_;
    UniqueFd watched_;
    UniqueFd peer_;
    Timer deadline_{loop_};
    int calls_ = 0;
};

TEST_F(FdWatchTest, CallsAgainWhileThereIsSomethingToRead) {
    FdWatch watch(loop_, watched_.get(), [this] {
        if (++calls_ == 3)
            loop_.stop();
    });
    send("x");
    loop_.run();
    EXPECT_EQ(calls_, 3);
}

TEST_F(FdWatchTest, IsSilentWhenAllIsRead) {
    FdWatch watch(loop_, watched_.get(), [this] {
        char byte = 0;
        EXPECT_EQ(read(watched_.get(), &byte, 1), 1);
        ++calls_;
    });
    send("x");
    settle();
    EXPECT_EQ(calls_, 1);
    send("y");
    settle();
    EXPECT_EQ(calls_, 2);
}

TEST_F(FdWatchTest, CallsWhenThePeerHangsUp) {
    FdWatch watch(loop_, watched_.get(), [this] { loop_.stop(); });
    peer_.reset();
    loop_.run();
}

TEST_F(FdWatchTest, MayBeDestroyedInItsCallback) {
    std::optional<FdWatch> watch;
    watch.emplace(loop_, watched_.get(), [this, &watch] {
        ++calls_;
        watch.reset();
        ++calls_;  // the function object must still be there
    });
    send("x");
    settle();
    EXPECT_EQ(calls_, 2);
}

TEST_F(FdWatchTest, CallsNobodyAfterItsEnd) {
    std::optional<FdWatch> watch;
    watch.emplace(loop_, watched_.get(), [this] { ++calls_; });
    send("x");
    loop_.post([&] { watch.reset(); });
    // The event of the first turn may already be known when the watch ends.
    loop_.post([&] { loop_.stop(); });
    loop_.run();
    const int before = calls_;
    settle();
    EXPECT_EQ(calls_, before);
}

TEST_F(FdWatchTest, LeavesTheDescriptorOpen) {
    {
        FdWatch watch(loop_, watched_.get(), [] {});
    }
    EXPECT_GE(fcntl(watched_.get(), F_GETFD), 0);
    FdWatch again(loop_, watched_.get(), [this] { loop_.stop(); });
    send("x");
    loop_.run();
}

TEST_F(FdWatchTest, CallsOnceWhenItCanBeWritten) {
    FdWatch watch(loop_, watched_.get(), [] {});
    watch.wait_writable([] { ADD_FAILURE() << "was replaced"; });
    watch.wait_writable([this] { ++calls_; });
    settle();
    EXPECT_EQ(calls_, 1);
    watch.wait_writable([this] { ++calls_; });
    settle();
    EXPECT_EQ(calls_, 2);
}

TEST_F(FdWatchTest, WaitsUntilThePeerHasMadeRoom) {
    FdWatch watch(loop_, watched_.get(), [] {});
    std::array<char, 4096> block{};
    while (write(watched_.get(), block.data(), block.size()) > 0) {
    }
    watch.wait_writable([this] { ++calls_; });
    settle();
    EXPECT_EQ(calls_, 0);
    fcntl(peer_.get(), F_SETFL, O_NONBLOCK);
    while (read(peer_.get(), block.data(), block.size()) > 0) {
    }
    settle();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, MayBeDestroyedInItsWritableCallback) {
    std::optional<FdWatch> watch;
    watch.emplace(loop_, watched_.get(), [] {});
    watch->wait_writable([this, &watch] {
        watch.reset();
        ++calls_;
    });
    settle();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, CallsAgainAfterAFailureWhenItHasRested) {
    steady_clock::time_point failure;
    FdWatch watch(loop_, watched_.get(), [&, this] {
        if (++calls_ == 1) {
            failure = steady_clock::now();
            throw std::runtime_error("x");
        }
        EXPECT_GE(steady_clock::now() - failure, EventLoop::failure_pause);
        loop_.stop();
    });
    send("x");
    testing::internal::CaptureStderr();
    loop_.run();
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "error: event loop: a watch of a file descriptor failed, the daemon goes on: x\n");
    EXPECT_EQ(calls_, 2);
    settle();
    EXPECT_GT(calls_, 2) << "the failure is forgotten";
}

TEST_F(FdWatchTest, DoesNotSpinWhenItFailsEachTime) {
    FdWatch watch(loop_, watched_.get(), [this] {
        if (++calls_ == 4)
            loop_.stop();
        throw std::runtime_error("x");
    });
    send("x");
    const auto begin = steady_clock::now();
    testing::internal::CaptureStderr();
    loop_.run();
    std::ignore = testing::internal::GetCapturedStderr();
    EXPECT_GE(steady_clock::now() - begin, 3 * EventLoop::failure_pause);
}

TEST_F(FdWatchTest, RestsAloneWhileAnotherWatchGoesOn) {
    FdWatch failing(loop_, watched_.get(), [] { throw std::runtime_error("x"); });
    FdWatch other(loop_, peer_.get(), [this] {
        char byte = 0;
        EXPECT_EQ(read(peer_.get(), &byte, 1), 1);
        ++calls_;
    });
    send("x");
    testing::internal::CaptureStderr();
    settle();
    std::ignore = testing::internal::GetCapturedStderr();
    ASSERT_EQ(write(watched_.get(), "y", 1), 1);
    settle();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, MayBeDestroyedByACallbackThatThrows) {
    std::optional<FdWatch> watch;
    watch.emplace(loop_, watched_.get(), [this, &watch] {
        ++calls_;
        watch.reset();
        throw std::runtime_error("x");
    });
    send("x");
    testing::internal::CaptureStderr();
    settle();
    std::ignore = testing::internal::GetCapturedStderr();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, MayBeDestroyedWhileItRests) {
    std::optional<FdWatch> watch;
    watch.emplace(loop_, watched_.get(), [this] {
        ++calls_;
        throw std::runtime_error("x");
    });
    send("x");
    testing::internal::CaptureStderr();
    settle();
    watch.reset();
    Timer timer(loop_);
    timer.start_after(2 * EventLoop::failure_pause, [this] { loop_.stop(); });
    loop_.run();
    std::ignore = testing::internal::GetCapturedStderr();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, GoesOnAfterAFailureWhenItCanBeWritten) {
    FdWatch watch(loop_, watched_.get(), [] {});
    watch.wait_writable([] { throw std::runtime_error("x"); });
    testing::internal::CaptureStderr();
    settle();
    std::ignore = testing::internal::GetCapturedStderr();
    watch.wait_writable([this] { ++calls_; });
    settle();
    EXPECT_EQ(calls_, 1);
}

TEST_F(FdWatchTest, RefusesWhatIsNoDescriptor) {
    EXPECT_THROW(FdWatch(loop_, -1, [] {}), std::system_error);
}

}  // namespace
}  // namespace kmsmirror::loop
