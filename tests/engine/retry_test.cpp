// SPDX-License-Identifier: MIT
#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// What is tried again after a pause that grows with each failure.
class Retry : public World {
protected:
    Retry() { start_with_two_displays(); }

    void advance_each(std::initializer_list<std::chrono::milliseconds> times) {
        for (const auto time : times)
            scheduler_.advance(time);
    }
    [[nodiscard]] std::uint64_t source_commits() { return drm_.calls(Call::commit_atomic, soc_card); }
};

TEST_F(Retry, OfABusySinkBeginsWithAShortPauseAgainAfterASuccess) {
    drm_.fail(Call::commit_atomic, 1, EBUSY, 5, card("left"));
    draw_something();
    for (const auto pause : {16ms, 32ms, 64ms, 128ms, 256ms}) {
        hear("left");
        scheduler_.advance(pause);
    }
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
    drm_.fail(Call::commit_atomic, 1, EBUSY, 1, card("left"));
    draw_something();
    hear("left");
    scheduler_.advance(16ms);
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Retry, TakesASinkBackFromAnotherMaster) {
    fake_.set_foreign_master(card("left"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "no-master"; }));
    ASSERT_TRUE(settles("right"));
    fake_.set_foreign_master(card("left"), false);
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        return status("left").state == "mirroring";
    }));
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(status("left").path, "prime");
}

TEST_F(Retry, OfASourceThatCannotFlipBeginsWithAShortPauseAgainAfterASuccess) {
    drm_.fail(Call::commit_atomic, 1, EINVAL, 3, soc_card);
    draw_something();
    ASSERT_TRUE(all_settle());
    advance_each({16ms, 500ms, 16ms, 1000ms, 16ms});
    EXPECT_EQ(source_.state, "error");
    const auto flipped = source_statistics().frames_flipped;
    scheduler_.advance(2000ms);
    EXPECT_EQ(source_.state, "scanout");
    ASSERT_TRUE(run_until([&] { return source_statistics().frames_flipped > flipped; }));
    EXPECT_TRUE(the_source_shows_its_picture());
    drm_.fail(Call::commit_atomic, 1, EINVAL, 1, soc_card);
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(source_.state, "error");
    advance_each({16ms, 500ms});
    EXPECT_EQ(source_.state, "scanout");
    EXPECT_TRUE(the_source_shows_its_picture());
}

TEST_F(Retry, OfASourceIsNotMadeWhenTheNextFrameCouldBeShown) {
    drm_.fail(Call::commit_atomic, 1, EINVAL, 1, soc_card);
    draw_something();
    ASSERT_TRUE(all_settle());
    scheduler_.advance(16ms);
    const auto flipped = source_statistics().frames_flipped;
    draw_something();
    ASSERT_TRUE(run_until([&] { return source_statistics().frames_flipped > flipped; }));
    const auto commits = source_commits();
    scheduler_.advance(1h);
    EXPECT_EQ(source_commits(), commits);
    EXPECT_TRUE(the_source_shows_its_picture());
}

TEST_F(Retry, OfTheBetterPathsIsOneMoreFrameThatIsShown) {
    const auto before = statistics("left");
    rearm("left");
    ASSERT_TRUE(run_until([&] { return statistics("left").frames_shown > before.frames_shown; }));
    EXPECT_EQ(statistics("left").frames_offered, before.frames_offered + 1);
    EXPECT_EQ(statistics("left").frames_shown, before.frames_shown + 1);
    EXPECT_TRUE(counts_each_frame_once("left"));
}

}  // namespace
}  // namespace kmsmirror::tests
