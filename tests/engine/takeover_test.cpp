// SPDX-License-Identifier: MIT
#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

// The daemon ends, however, while its cards are kept open; then it is started again.
class Takeover : public World {
protected:
    Takeover() {
        fake_.keep_cards();
        start_with_two_displays();
        draw_something();
        EXPECT_TRUE(all_settle());
    }

    void end_daemon() {
        fake_.leave_pictures(true);
        forget_engine();
        fake_.leave_pictures(false);
    }

    [[nodiscard]] ::testing::AssertionResult everything_shows_the_picture() {
        for (const char* const name : {"left", "right"})
            if (const auto result = shows_the_source(name); !result)
                return result;
        return the_source_shows_its_picture();
    }
};

TEST_F(Takeover, KeepsEveryPictureWithoutAModeset) {
    std::map<std::string, std::uint64_t> modesets;
    for (const std::string& path : {std::string(soc_card), card("left"), card("right")})
        modesets[path] = fake_.modeset_count(path);
    end_daemon();
    EXPECT_TRUE(everything_shows_the_picture());
    start_again();
    EXPECT_TRUE(everything_shows_the_picture());
    ASSERT_TRUE(run_until([this] {
        EXPECT_TRUE(everything_shows_the_picture());
        return status("left").state == "mirroring" && status("right").state == "mirroring" &&
               statistics("left").frames_shown > 0 && statistics("right").frames_shown > 0;
    }));
    connect_client();
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(everything_shows_the_picture());
    for (const auto& [path, before] : modesets)
        EXPECT_EQ(fake_.modeset_count(path), before) << path;
    EXPECT_EQ(status("left").path, "prime");
}

TEST_F(Takeover, TakesNoEventOfTheProcessBeforeForItsOwn) {
    std::map<std::string, std::uint64_t> modesets;
    for (const std::string& path : {std::string(soc_card), card("left"), card("right")}) {
        modesets[path] = fake_.modeset_count(path);
        fake_.hold_completions(path, true);
    }
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")) && fake_.is_busy(card("right")); }));
    end_daemon();
    for (const auto& [path, before] : modesets)
        fake_.hold_completions(path, false);
    start_again();
    connect_client();
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(everything_shows_the_picture());
    for (const auto& [path, before] : modesets)
        EXPECT_EQ(fake_.modeset_count(path), before) << path;
}

TEST_F(Takeover, WaitsForAFlipThatWasLostWhenTheKernelRefusesOthersForLong) {
    const std::uint64_t modesets = fake_.modeset_count(soc_card);
    fake_.hold_completions(soc_card, true);
    draw_something();
    ASSERT_TRUE(all_settle());
    scheduler_.advance(6s);
    ASSERT_TRUE(engine_->is_stuck());
    end_daemon();
    start_again();
    connect_client();
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(source_.state, "error") << "the kernel is busy with the lost one";
    scheduler_.advance(17ms);
    EXPECT_NE(fake_.shown_picture(soc_card).size, Size{}) << "and shows its picture";
    scheduler_.advance(500ms);
    EXPECT_EQ(source_.state, "error");
    scheduler_.advance(1s);
    EXPECT_EQ(source_.state, "error");
    scheduler_.advance(2s);
    EXPECT_TRUE(run_until([this] { return source_.state == "scanout"; }));
    EXPECT_EQ(fake_.modeset_count(soc_card), modesets);
    EXPECT_TRUE(everything_shows_the_picture());
    EXPECT_FALSE(engine_->is_stuck());
}

TEST_F(Takeover, GivesTheBackgroundBackWhenNoClientComes) {
    end_daemon();
    start_again();
    scheduler_.advance(9s);
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(everything_shows_the_picture());
    scheduler_.advance(2s);
    ASSERT_TRUE(run_until([this] { return fake_.shown_picture(soc_card).at(5, 5) == 0; }));
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("left")).at(5, 5), 0U);
}

TEST_F(Takeover, ShowsADisplayThatCameMeanwhileTheLastPicture) {
    end_daemon();
    fake_.unplug(card("left"));
    fake_.add_card(card("left"), fakes::udl());
    start_again();
    ASSERT_TRUE(
        run_until([this] { return statistics("left").frames_shown > 0 && statistics("right").frames_shown > 0; }));
    EXPECT_TRUE(everything_shows_the_picture());
}

TEST_F(Takeover, SetsTheModeWhereAnotherOneIsWanted) {
    const std::uint64_t before = fake_.modeset_count(card("right"));
    end_daemon();
    settings_["right"].mode = ModeWish{{200, 150}, 0};
    start_again();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.modeset_count(card("right")), before + 1);
    EXPECT_EQ(status("right").mode.size, (Size{200, 150}));
}

TEST_F(Takeover, FallsBackWithinTheFrameWhenTheMappingWentMeanwhile) {
    end_daemon();
    fake_.set_kernel_mapping(soc_card, false);
    start_again();
    connect_client();
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(everything_shows_the_picture());
    EXPECT_EQ(status("left").path, "copy");
}

TEST_F(Takeover, BeginsAnewWhereThePictureCannotBeReadAgain) {
    for (const fakes::Call call : {fakes::Call::get_framebuffer, fakes::Call::prime_handle_to_fd}) {
        end_daemon();
        drm_.fail(call, 1, EINVAL, 1, soc_card);
        start_again();
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
        EXPECT_TRUE(everything_shows_the_picture());
    }
}

}  // namespace
}  // namespace kmsmirror::tests
