// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

class AnEngine : public World {
protected:
    AnEngine() {
        start();
        add_source();
    }
};

TEST_F(AnEngine, ShowsEveryFrameOnEverySinkPixelByPixel) {
    plug_two_displays();
    for (int frame = 0; frame < 60; ++frame) {
        draw_something();
        if (frame % 10 != 9)
            continue;
        ASSERT_TRUE(all_settle());
        ASSERT_TRUE(shows_the_source("left")) << frame;
        ASSERT_TRUE(shows_the_source("right")) << frame;
    }
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(status("right").path, "prime");
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    EXPECT_EQ(frames_presented_, 61U);
}

TEST_F(AnEngine, SaysWhatADisplayIs) {
    plug_two_displays();
    EXPECT_EQ(status("left").driver, "udl");
    EXPECT_EQ(status("left").mode.size, fakes::preferred_size);
    EXPECT_EQ(status("left").source_id, source_.id);
    EXPECT_FALSE(status("left").make.empty());
    EXPECT_TRUE(status("left").path_reason.call.empty());
}

TEST_F(AnEngine, ShowsTheBackgroundWhileNoClientDraws) {
    config::Config config;
    config.source.background = {config::Background::Kind::color, 0x336699};
    fake_.unplug(soc_card);
    engine_.reset();
    start(config);
    add_source();
    plug("right", fakes::gud());
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x336699U);
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    ASSERT_TRUE(shows_the_source("right"));
    engine_->client_left();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x336699U);
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x336699U);
}

TEST_F(AnEngine, FallsBackToCopyWithinTheFrameAndGoesBackWhenRearmed) {
    plug_two_displays();
    fake_.set_kernel_mapping(soc_card, false);
    for (int frame = 0; frame < 12; ++frame) {
        draw_something();
        ASSERT_TRUE(all_settle());
        ASSERT_TRUE(shows_the_source("left")) << frame;
        ASSERT_TRUE(shows_the_source("right")) << frame;
    }
    for (const char* name : {"left", "right"}) {
        EXPECT_EQ(status(name).path, "copy");
        EXPECT_EQ(status(name).path_reason.call, "ATOMIC");
        EXPECT_EQ(status(name).path_reason.errno_name, "ENOMEM");
        EXPECT_EQ(status(name).path_reason.error_class, "permanent");
        EXPECT_EQ(status(name).fallback_count, 1U);
        EXPECT_EQ(statistics(name).frames_lost, 0U);
        EXPECT_EQ(statistics(name).frames_superseded, 0U);
    }
    fake_.set_kernel_mapping(soc_card, true);
    engine_->rearm("left");
    engine_->rearm("right");
    ASSERT_TRUE(run_until([this] { return status("left").path == "prime" && status("right").path == "prime"; }));
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_TRUE(status("left").path_reason.call.empty());
}

TEST_F(AnEngine, GoesBackToPrimeByItselfAfterAWhile) {
    plug_two_displays();
    fake_.set_kernel_mapping(soc_card, false);
    draw_something();
    ASSERT_TRUE(all_settle());
    ASSERT_EQ(status("left").path, "copy");
    fake_.set_kernel_mapping(soc_card, true);
    scheduler_.advance(61s);
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(AnEngine, ShowsTheFirstPictureByCopyWhenTheMappingIsGoneFromTheStart) {
    fake_.set_kernel_mapping(soc_card, false);
    plug_two_displays();
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(statistics("left").frames_lost, 0U);
}

TEST_F(AnEngine, ShowsTheMiddleOnASmallerDisplayAndABorderOnALargerOne) {
    fakes::Personality small = fakes::gud();
    small.modes = {fakes::make_mode({200, 150}, true)};
    fakes::Personality large = fakes::gud();
    large.modes = {fakes::make_mode({320, 256}, true)};
    large.max = {2048, 2048};
    settings_["small"].fit = settings_["large"].fit = Fit::none;
    plug("small", small);
    plug("large", large);
    connect_client();
    draw_everything();
    for (int frame = 0; frame < 10; ++frame)
        draw_something();
    ASSERT_TRUE(all_settle());
    const fakes::Picture source = fake_.shown_picture(soc_card);
    const fakes::Picture on_small = fake_.shown_picture(card("small"));
    const fakes::Picture on_large = fake_.shown_picture(card("large"));
    ASSERT_EQ(on_small.size, (Size{200, 150}));
    ASSERT_EQ(on_large.size, (Size{320, 256}));
    for (std::uint32_t y = 0; y < 150; y += 7)
        for (std::uint32_t x = 0; x < 200; x += 3)
            ASSERT_EQ(on_small.at(x, y), source.at(x + 28, y + 21));
    for (std::uint32_t y = 0; y < 256; y += 7)
        for (std::uint32_t x = 0; x < 320; x += 3) {
            const bool inside = x >= 32 && x < 288 && y >= 32 && y < 224;
            ASSERT_EQ(on_large.at(x, y), inside ? source.at(x - 32, y - 32) : 0U) << x << "," << y;
        }
    EXPECT_EQ(status("small").path, "prime");
    EXPECT_EQ(status("large").path, "copy");
    EXPECT_EQ(status("large").path_reason.call, "GEOMETRY");
}

TEST_F(AnEngine, LetsASlowDisplayHarmNoOther) {
    plug_two_displays();
    fake_.hold_completions(card("left"), true);
    draw_something();
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    const auto before = statistics("right").frames_shown;
    for (int frame = 0; frame < 20; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("right"));
        ASSERT_TRUE(shows_the_source("right"));
    }
    EXPECT_EQ(statistics("right").frames_shown, before + 20);
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left")) << "the newest frame, with the damage of all that it missed";
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    EXPECT_EQ(statistics("left").frames_superseded, 19U);
}

TEST_F(AnEngine, TakesBuffersBackFromSinksThatHoldAllOfThem) {
    plug_two_displays();
    plug("third", fakes::gud());
    ASSERT_TRUE(all_settle());
    fake_.hold_completions(card("left"), true);
    draw_something();
    ASSERT_TRUE(settles("right"));
    fake_.hold_completions(card("right"), true);
    draw_something();
    ASSERT_TRUE(settles("third"));
    // Two buffers are held and one is on the screen: after the limit the client gets one back all the same.
    draw_something();
    ASSERT_TRUE(settles("third"));
    scheduler_.advance(101ms);
    draw_something();
    ASSERT_TRUE(settles("third"));
    for (const char* name : {"left", "right"}) {
        fake_.hold_completions(card(name), false);
        fake_.complete(card(name));
    }
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_TRUE(shows_the_source("third"));
}

TEST_F(AnEngine, MakesThreeCallsPerFrameAndSinkOnPrimeAndTouchesNoPixel) {
    plug_two_displays();
    for (int frame = 0; frame < 3; ++frame) {
        draw_something();
        ASSERT_TRUE(all_settle());
    }
    drm_.reset_counts();
    for (int frame = 0; frame < 10; ++frame) {
        draw_something();
        ASSERT_TRUE(all_settle());
    }
    for (const char* name : {"left", "right"}) {
        EXPECT_EQ(drm_.calls(Call::create_blob, card(name)), 10U);
        EXPECT_EQ(drm_.calls(Call::commit_atomic, card(name)), 10U);
        EXPECT_EQ(drm_.calls(Call::destroy_blob, card(name)), 10U);
        EXPECT_EQ(drm_.calls(Call::read_events, card(name)), 10U);
    }
    EXPECT_EQ(drm_.calls(Call::commit_atomic, soc_card), 10U);
    EXPECT_EQ(drm_.calls(Call::read_events, soc_card), 10U);
    for (const Call call : {Call::sync_dma_buf, Call::map, Call::prime_fd_to_handle, Call::add_framebuffer,
                            Call::prime_handle_to_fd, Call::create_dumb, Call::get_connector, Call::get_properties})
        EXPECT_EQ(drm_.calls(call), 0U);
    EXPECT_EQ(statistics("left").bytes_copied, 0U);
}

TEST_F(AnEngine, ReadsOnlyTheDamageOnCopy) {
    fake_.set_kernel_mapping(soc_card, false);
    plug_two_displays();
    const auto before = statistics("right").bytes_copied;
    draw({{10, 10, 110, 110}});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(statistics("right").bytes_copied, before + 100 * 100 * 4);
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(AnEngine, MakesNoCommitForAFrameWithoutDamage) {
    plug_two_displays();
    const auto commits = fake_.commit_count(card("left"));
    draw({});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.commit_count(card("left")), commits);
}

TEST_F(AnEngine, MirrorsRgb565) {
    config::Config config;
    config.source.format = config::Format::rgb565;
    fake_.unplug(soc_card);
    engine_.reset();
    start(config);
    fakes::Personality soc = fakes::pl111();
    soc.formats.push_back(0x36314752);  // RG16
    add_source(soc);
    plug("left", fakes::udl());
    plug("right", fakes::gud());
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(source_.format, "RG16");
    EXPECT_EQ(status("left").state, "mirroring");
}

}  // namespace
}  // namespace kmsmirror::tests
