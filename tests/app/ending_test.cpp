// SPDX-License-Identifier: MIT
#include "app/ending.h"

#include <gtest/gtest.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using testing::ExitedWithCode;

class TheEnding : public World {
protected:
    TheEnding() {
        start_with_two_displays();
        ending_.emplace(scheduler_, [this] { return is_quiet(); });
    }
    void begin() {
        engine_->engine().close_sinks();
        ending_->begin([this] { ++times_over_; });
    }
    // Its thread is in a commit that does not return, as that of a display is that answers nothing more.
    void hang(const std::string& name) {
        fake_.set_hung(card(name), true);
        const auto commits = drm_.calls(fakes::Call::commit_atomic, card(name));
        draw_something();
        ASSERT_TRUE(run_until([&] { return drm_.calls(fakes::Call::commit_atomic, card(name)) > commits; }));
    }
    [[nodiscard]] bool is_quiet() { return engine_->engine().is_quiet(); }

    std::optional<app::Ending> ending_;
    int times_over_ = 0;
};

TEST_F(TheEnding, ComesWhenAllThreadsHaveEnded) {
    begin();
    EXPECT_EQ(times_over_, 0) << "they run yet";
    ASSERT_TRUE(run_until([this] { return is_quiet(); }));
    EXPECT_EQ(status("left").state, "mirroring") << "the display is still plugged in, and shows its picture";
    scheduler_.advance(50ms);
    EXPECT_EQ(times_over_, 1);
    ending_->leave_stuck_threads(1);  // there is none
}

TEST_F(TheEnding, WaitsFourSecondsForAThreadThatIsStuck) {
    hang("left");
    begin();
    scheduler_.advance(3999ms);
    EXPECT_EQ(times_over_, 0);
    begin();
    scheduler_.advance(50ms);
    EXPECT_EQ(times_over_, 1) << "also where it is told twice to end";
    scheduler_.advance(1min);
    EXPECT_EQ(times_over_, 1);
    EXPECT_FALSE(is_quiet());
}

using TheEndingDeathTest = TheEnding;

TEST_F(TheEndingDeathTest, EndsTheProcessWithItsExitCodeWhereAThreadIsStuck) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto end = [this] {
        hang("left");
        begin();
        scheduler_.advance(5s);
        ending_->leave_stuck_threads(3);
        engine_.reset();  // would wait for ever
    };
    EXPECT_EXIT(end(), ExitedWithCode(3), "stuck in the kernel");
}

}  // namespace
}  // namespace kmsmirror::tests
