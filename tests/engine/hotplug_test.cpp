// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;

class Hotplug : public World {};

TEST_F(Hotplug, ADisplayComesBackByItselfAndTheOtherNeverMissesAFrame) {
    start_with_two_displays();
    for (int round = 0; round < 3; ++round) {
        const auto shown = statistics("right").frames_shown;
        unplug("left");
        EXPECT_EQ(status("left").state, "unplugged");
        for (int frame = 0; frame < 5; ++frame) {
            draw_something();
            ASSERT_TRUE(settles("right"));
            ASSERT_TRUE(shows_the_source("right"));
        }
        plug("left", fakes::udl());
        ASSERT_TRUE(settles("left"));
        EXPECT_TRUE(shows_the_source("left")) << "a full picture without a new frame";
        EXPECT_EQ(statistics("right").frames_shown, shown + 5);
    }
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_EQ(statistics("left").frames_lost, 0U);
}

TEST_F(Hotplug, AnUnplugIsNoticedBeforeUdevTellsIt) {
    start_with_two_displays();
    fake_.unplug(card("left"));
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "unplugged"; }));
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
    engine_->handle_card({hotplug::CardEvent::Kind::removed, card_info("left")});
    EXPECT_EQ(status("left").state, "unplugged");
}

TEST_F(Hotplug, UnpluggingACardThatHangsBlocksNobody) {
    start_with_two_displays();
    fake_.set_hung(card("left"), true);
    const std::string hung = card("left");
    draw_something();
    ASSERT_TRUE(settles("right"));
    engine_->handle_card({hotplug::CardEvent::Kind::removed, card_info("left")});
    draw_something();
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
    plug("left", fakes::udl());
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left")) << "although the thread of the old card still hangs";
    fake_.set_hung(hung, false);
}

TEST_F(Hotplug, ADisplayThatIsDisconnectedAndConnectedAgainGetsAFullPicture) {
    start_with_two_displays();
    fake_.set_connected(card("left"), false);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([this] { return status("left").state == "no-display"; }));
    draw_something();
    ASSERT_TRUE(settles("right"));
    fake_.set_connected(card("left"), true);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Hotplug, ADisplayThatIsExchangedDuringACommitGetsAFullPictureOnceThatIsDone) {
    start_with_two_displays();
    fake_.hold_completions(card("left"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    fake_.set_connected(card("left"), false);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([this] { return status("left").state == "no-display"; }));
    fake_.set_connected(card("left"), true);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([this] { return status("left").state == "starting"; }));
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(std::chrono::milliseconds(100));
        return status("left").state == "mirroring";
    }));
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(Hotplug, AChangeThatChangesNothingLeavesThePictureAlone) {
    start_with_two_displays();
    const auto commits = fake_.commit_count(card("left"));
    const auto probes = drm_.calls(Call::get_connector, card("left"));
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::get_connector, card("left")) > probes; }));
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.commit_count(card("left")), commits + 1);
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Hotplug, ACardOfADriverThatAReloadNamesIsTakenOnce) {
    start_with_two_displays();
    plug("third", fakes::virtio_gpu());
    EXPECT_EQ(sink_count(), 2U);
    config::Config config;
    config.sinks.drivers.push_back("virtio_gpu");
    reload(config);
    reload(config);
    ASSERT_TRUE(settles("third"));
    EXPECT_EQ(status("third").state, "mirroring");
    EXPECT_EQ(sink_count(), 3U);
    EXPECT_EQ(drm_.calls(Call::open_card, card("third")), 1U);
}

TEST_F(Hotplug, SinksWaitForASourceThatComesLater) {
    start();
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return !status("left").connector.empty(); }));
    EXPECT_EQ(status("left").state, "no-source");
    add_source();
    connect_client();
    draw_everything();
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Hotplug, ASourceWithoutADisplayIsTriedAgainWhenItChanges) {
    start();
    fake_.add_card(soc_card, fakes::pl111());
    fake_.set_connected(soc_card, false);
    const hotplug::CardInfo info{soc_card, "/sys/soc", "drm-clcd-pl111", "soc", false};
    engine_->handle_card({hotplug::CardEvent::Kind::added, info});
    EXPECT_FALSE(engine_->has_source());
    fake_.set_connected(soc_card, true);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, info});
    EXPECT_TRUE(engine_->has_source());
    EXPECT_EQ(source_.state, "scanout");
}

TEST_F(Hotplug, ACardIsASinkOnceItsDriverIsKnownToBeListed) {
    start();
    add_source();
    fake_.add_card("/dev/dri/card9", fakes::udl());
    hotplug::CardInfo info{"/dev/dri/card9", "/sys/faux", "faux_driver", "faux", false};
    engine_->handle_card({hotplug::CardEvent::Kind::added, info});
    EXPECT_FALSE(engine_->has_sink("faux"));
    info.driver = "udl";
    engine_->handle_card({hotplug::CardEvent::Kind::changed, info});
    EXPECT_TRUE(engine_->has_sink("faux"));
    EXPECT_EQ(status("faux").driver, "udl");
    engine_->handle_card({hotplug::CardEvent::Kind::removed, info});
}

TEST_F(Hotplug, TheEndOfTheSourceIsSaidAndSinksKeepTheirPicture) {
    start_with_two_displays();
    fake_.unplug(soc_card);
    engine_->handle_card({hotplug::CardEvent::Kind::removed, {soc_card, "/sys/soc", "drm-clcd-pl111", "soc", false}});
    EXPECT_FALSE(engine_->has_source());
    EXPECT_EQ(source_.state, "gone");
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(engine_->offered_buffers().empty());
}

}  // namespace
}  // namespace kmsmirror::tests
