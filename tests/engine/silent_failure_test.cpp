// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

// What no call tells.
class SilentFailures : public World {
protected:
    [[nodiscard]] static config::Config a_slice_a_minute() {
        config::Config config;
        config.sinks.idle_repaint = 16min;
        return config;
    }
    void start_with_a_slice_a_minute() {
        start(a_slice_a_minute());
        add_source();
        plug("right", fakes::gud());
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
};

TEST_F(SilentFailures, ADisplayThatDoesNotAnswerIsSlowUntilItDoes) {
    start_with_two_displays();
    fake_.hold_completions(card("left"), true);
    draw({{10, 10, 20, 20}});
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    EXPECT_EQ(status("left").state, "mirroring");
    scheduler_.advance(2s);
    EXPECT_EQ(status("left").state, "slow");
    EXPECT_EQ(status("left").error, "the display has not taken a frame for 1000 ms");
    EXPECT_EQ(status("right").state, "mirroring");
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(settles("left"));
    EXPECT_EQ(status("left").state, "slow") << "that frame was late";
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_TRUE(status("left").error.empty());
}

TEST_F(SilentFailures, AFrameThatWasLateIsRepaintedWhenTheDisplayIsWellAgain) {
    start_with_two_displays();
    fake_.hold_completions(card("left"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    scheduler_.advance(3s);
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(settles("left"));
    const auto shown = statistics("left").frames_shown;
    const auto pixels = fake_.pixels_read(card("left"));
    scheduler_.advance(1001ms);
    ASSERT_TRUE(run_until([&] { return statistics("left").frames_shown == shown + 16; }));
    EXPECT_EQ(fake_.pixels_read(card("left")), pixels + fakes::preferred_pixels);
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(SilentFailures, AnOldGudImportsOnlyWhatIsSurelyMapped) {
    start({}, {6, 1});
    fakes::Personality exporter = fakes::virtio_gpu();
    exporter.modes = {fakes::make_mode(fakes::preferred_size, true)};
    add_source(exporter);
    plug("left", fakes::udl());
    plug("right", fakes::gud_of_6_1());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(status("right").path, "copy");
    EXPECT_EQ(status("right").path_reason.call, "KERNEL");
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(SilentFailures, AnOldGudImportsFromADriverThatAlwaysMaps) {
    start({}, {6, 1});
    add_source(fakes::pl111());
    plug("right", fakes::gud_of_6_1());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").path, "prime");
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(SilentFailures, AnIdlePictureIsRepaintedInSlices) {
    start_with_a_slice_a_minute();
    scheduler_.advance(61s);  // something was shown in this minute
    const auto pixels = fake_.pixels_read(card("right"));
    const auto shown = statistics("right").frames_shown;
    for (std::uint64_t slice = 0; slice < 16; ++slice) {
        scheduler_.advance(61s);
        ASSERT_TRUE(run_until([&] { return statistics("right").frames_shown == shown + slice + 1; }));
    }
    EXPECT_EQ(fake_.pixels_read(card("right")), pixels + fakes::preferred_pixels);
}

TEST_F(SilentFailures, AFrameThatWasLostOnItsWayIsRepairedByTheSlices) {
    start(a_slice_a_minute(), {6, 1});
    add_source(fakes::pl111());
    plug("right", fakes::gud_of_6_1());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    fake_.set_kernel_mapping(soc_card, false);
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_FALSE(shows_the_source("right")) << "no call has told it";
    fake_.set_kernel_mapping(soc_card, true);
    scheduler_.advance(61s);
    const auto shown = statistics("right").frames_shown;
    for (std::uint64_t slice = 0; slice < 16; ++slice) {
        EXPECT_FALSE(shows_the_source("right"));
        scheduler_.advance(61s);
        ASSERT_TRUE(run_until([&] { return statistics("right").frames_shown == shown + slice + 1; }));
    }
    EXPECT_TRUE(shows_the_source("right")) << "no part is left out";
}

TEST_F(SilentFailures, TheTimeOfSlicesCountsFromAReloadOn) {
    start_with_two_displays();
    const auto commits = [this] { return fake_.commit_count(card("right")); };
    const auto before = commits();
    scheduler_.advance(1h);
    hear("right");
    EXPECT_EQ(commits(), before);
    reload(a_slice_a_minute());
    scheduler_.advance(61s);
    scheduler_.advance(61s);
    ASSERT_TRUE(run_until([&] { return commits() == before + 1; }));
    hear("right");
    reload({});
    scheduler_.advance(1h);
    hear("right");
    EXPECT_EQ(commits(), before + 1);
}

TEST_F(SilentFailures, APictureThatChangesIsNotRepainted) {
    start_with_a_slice_a_minute();
    const auto commits = fake_.commit_count(card("right"));
    for (int minute = 0; minute < 5; ++minute) {
        scheduler_.advance(61s);
        draw_something();
        ASSERT_TRUE(all_settle());
    }
    EXPECT_EQ(fake_.commit_count(card("right")), commits + 5);
}

}  // namespace
}  // namespace kmsmirror::tests
