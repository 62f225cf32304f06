// SPDX-License-Identifier: MIT
#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;

// Displays on path copy share what is read of the source, and are not equally fast: "left" is the slow one. The parts
// that change are apart from each other, so that none hides that another one was lost.
class SlowCopy : public World {
protected:
    static constexpr Rect first_part{10, 10, 40, 40};
    static constexpr Rect second_part{100, 10, 140, 50};
    static constexpr Rect third_part{10, 100, 60, 150};

    SlowCopy() { start_copying(); }
    [[nodiscard]] bool becomes_busy(const std::string& name) {
        return run_until([&] { return fake_.is_busy(card(name)); });
    }
    void expect_all_shown() {
        expect_pictures();
        for (const char* const name : {"left", "right"}) {
            EXPECT_TRUE(counts_each_frame_once(name));
            EXPECT_EQ(statistics(name).frames_lost, 0U);
        }
    }
};

TEST_F(SlowCopy, OfAnOlderFrameIsFollowedByWhatChangedSince) {
    fake_.hold_completions(card("left"), true);
    draw({first_part});
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(becomes_busy("left"));
    fake_.hold_completions(card("right"), true);
    draw({second_part});
    ASSERT_TRUE(becomes_busy("right"));
    const auto superseded = statistics("left").frames_superseded;
    draw({third_part});  // nobody reads it now
    fake_.hold_completions(card("left"), false);
    ASSERT_TRUE(settles("left"));
    fake_.hold_completions(card("right"), false);
    ASSERT_TRUE(settles("right"));
    expect_all_shown();
    EXPECT_EQ(statistics("left").frames_superseded, superseded) << "it was shown all of them";
}

TEST_F(SlowCopy, OfANewerFrameThanItWasBegunWithSendsWhatChangedInBoth) {
    // Its thread has other work before.
    fake_.set_hung(card("left"), true);
    const auto probes = drm_.calls(Call::get_connector, card("left"));
    say_that_it_changed("left");
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::get_connector, card("left")) > probes; }));
    draw({first_part});
    ASSERT_TRUE(settles("right"));
    draw({third_part});
    ASSERT_TRUE(settles("right"));
    const auto before = statistics("left");
    fake_.set_hung(card("left"), false);
    ASSERT_TRUE(settles("left"));
    expect_all_shown();
    EXPECT_EQ(statistics("left").frames_shown, before.frames_shown + 1);
    EXPECT_EQ(statistics("left").frames_superseded, before.frames_superseded + 1);
}

}  // namespace
}  // namespace kmsmirror::tests
