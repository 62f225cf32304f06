// SPDX-License-Identifier: MIT
#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

// A buffer that a display still reads is nobody's to draw into. Of the three buffers one is on the SoC display, and
// what is neither there nor read is the client's.
class BufferThatIsRead : public World {
protected:
    BufferThatIsRead() { start_with_two_displays(); }

    // A frame that `name` goes on reading while all others show it.
    void draw_for_a_slow(const std::string& name) {
        fake_.hold_completions(card(name), true);
        draw_something();
        ASSERT_TRUE(run_until([&] { return fake_.is_busy(card(name)); }));
    }
    // The frame before then leaves the SoC display.
    void draw_another() {
        draw_something();
        ASSERT_TRUE(run_until([this] { return frames_presented_ == source_statistics().frames_presented; }));
    }
};

TEST_F(BufferThatIsRead, IsFreeWhenTheDisplayHasTakenIt) {
    draw_for_a_slow("left");
    draw_another();
    ASSERT_TRUE(settles("right"));
    EXPECT_EQ(free_buffer_count(), 1U) << "one is on the screen, one is read";
    fake_.hold_completions(card("left"), false);
    ASSERT_TRUE(settles("left"));
    EXPECT_EQ(free_buffer_count(), 2U);
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(BufferThatIsRead, IsFreeWhenTheDisplayIsUnplugged) {
    draw_for_a_slow("left");
    draw_another();
    ASSERT_TRUE(settles("right"));
    ASSERT_EQ(free_buffer_count(), 1U);
    unplug("left");
    EXPECT_TRUE(run_until([this] { return free_buffer_count() == 2; }));
}

TEST_F(BufferThatIsRead, IsFreeWhenTheDisplayIsDisabled) {
    draw_for_a_slow("left");
    draw_another();
    ASSERT_TRUE(settles("right"));
    ASSERT_EQ(free_buffer_count(), 1U);
    set("left", {.enabled = false});
    EXPECT_TRUE(run_until([this] { return free_buffer_count() == 2; }));
    fake_.hold_completions(card("left"), false);
}

TEST_F(BufferThatIsRead, IsNotWaitedForLongerThanTheLimitWhenThereIsNoOther) {
    draw_for_a_slow("left");
    ASSERT_TRUE(settles("right"));
    draw_for_a_slow("right");
    draw_another();
    hear("left");
    hear("right");
    EXPECT_EQ(free_buffer_count(), 0U) << "one is on the screen, two are read";
    scheduler_.advance(99ms);
    EXPECT_EQ(free_buffer_count(), 0U);
    scheduler_.advance(1ms);
    EXPECT_EQ(free_buffer_count(), 2U);
    for (const char* name : {"left", "right"})
        fake_.hold_completions(card(name), false);
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_EQ(free_buffer_count(), 2U) << "each is given back once";
}

}  // namespace
}  // namespace kmsmirror::tests
