// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;
using hotplug::CardEvent;

// What becomes of sources that cannot be opened, change, or go.
class SourceFaults : public World {
protected:
    static constexpr const char* other_card = "/dev/dri/card9";

    [[nodiscard]] static hotplug::CardInfo info(const std::string& path) {
        return {path, "/sys/" + path, "pl111", path, false};
    }
    void tell(CardEvent::Kind kind, const std::string& path) { engine_->handle_card({kind, info(path)}); }
    [[nodiscard]] static hotplug::CardInfo soc() { return {soc_card, "/sys/soc", "pl111", "soc", false}; }
};

TEST_F(SourceFaults, AnotherCardTakesOverWhenTheSourceGoes) {
    start_with_two_displays();
    fake_.add_card(other_card, fakes::rockchip());
    tell(CardEvent::Kind::added, other_card);
    fake_.unplug(soc_card);
    engine_->handle_card({CardEvent::Kind::removed, soc()});
    ASSERT_TRUE(engine_->has_source());
    EXPECT_EQ(source_.device_path, other_card);
    ASSERT_TRUE(run_until([this] { return status("left").path == "copy" && status("right").path == "copy"; }))
        << "what the new exporter cannot do is found out anew";
    EXPECT_EQ(status("left").state, "mirroring");
}

TEST_F(SourceFaults, ASinkReachesTheHeapWithASourceThatCameLater) {
    fake_.set_heap("/dev/dma_heap/linux,cma", true);
    config::Config config;
    config.source.heap = config::HeapUse::always;
    start(config);
    fakes::Personality first = fakes::pl111();
    first.driver = "simpledrm";  // maps on demand
    fake_.add_card(soc_card, first);
    engine_->handle_card({CardEvent::Kind::added, soc()});
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").path == "prime"; }));
    fake_.add_card(other_card, fakes::rockchip());
    tell(CardEvent::Kind::added, other_card);
    fake_.unplug(soc_card);
    engine_->handle_card({CardEvent::Kind::removed, soc()});
    EXPECT_TRUE(run_until([this] { return status("left").path == "prime-heap"; }));
}

TEST_F(SourceFaults, ASourceThatCannotBeOpenedIsTriedAgainByTime) {
    start();
    fake_.add_card(soc_card, fakes::pl111());
    drm_.fail(Call::create_dumb, 1, ENOMEM, 2, soc_card);
    engine_->handle_card({CardEvent::Kind::added, soc()});
    EXPECT_FALSE(engine_->has_source());
    scheduler_.advance(1001ms);
    EXPECT_FALSE(engine_->has_source());
    scheduler_.advance(1s);
    EXPECT_FALSE(engine_->has_source()) << "the second time it waits longer";
    scheduler_.advance(1001ms);
    EXPECT_TRUE(engine_->has_source());
}

TEST_F(SourceFaults, WhyACardIsNoSourceIsSaidOnceForEachReason) {
    start();
    fake_.add_card(soc_card, fakes::pl111());
    fake_.set_connected(soc_card, false);
    engine_->handle_card({CardEvent::Kind::added, soc()});
    ASSERT_EQ(engine_->engine().refusals().size(), 1U);
    EXPECT_THAT(engine_->engine().refusals().begin()->second, ::testing::HasSubstr("no display is connected to "));
    scheduler_.advance(10s);
    EXPECT_EQ(times_refused_, 1) << "it was tried again, with the same result";
    fake_.set_connected(soc_card, true);
    drm_.fail(Call::create_dumb, 1, ENOMEM, 1, soc_card);
    engine_->handle_card({CardEvent::Kind::changed, soc()});
    EXPECT_EQ(times_refused_, 2);
    scheduler_.advance(10s);
    EXPECT_TRUE(engine_->has_source());
    EXPECT_THAT(engine_->engine().refusals(), ::testing::IsEmpty());
}

TEST_F(SourceFaults, ASinkThatCannotBeOpenedIsTriedAgainByTime) {
    start();
    add_source();
    drm_.fail(Call::open_card, 1, EMFILE, 2, "/dev/dri/card1");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    const auto opened = drm_.calls(Call::open_card, card("left"));
    scheduler_.advance(1001ms);
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::open_card, card("left")) == opened + 1; }));
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    connect_client();
    draw_everything();
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(500ms);
        return status("left").state == "mirroring";
    }));
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(SourceFaults, ADisplayThatCannotBeAskedIsAskedAgainByTime) {
    start();
    add_source();
    drm_.fail(Call::get_connector, 1, EIO, 1, "/dev/dri/card1");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    scheduler_.advance(1001ms);
    EXPECT_TRUE(run_until([this] { return status("left").state == "mirroring"; }));
}

TEST_F(SourceFaults, ASourceWithAnotherMasterIsTriedAgainByTime) {
    start_with_two_displays();
    fake_.set_foreign_master(soc_card, true);
    draw_something();
    ASSERT_TRUE(all_settle());
    scheduler_.advance(17ms);
    EXPECT_EQ(source_.state, "no-master");
    fake_.set_foreign_master(soc_card, false);
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(500ms);
        scheduler_.post([] {});
        return source_.state == "scanout";
    })) << "although nobody presents a frame";
    EXPECT_TRUE(run_until([this] { return static_cast<bool>(the_source_shows_its_picture()); }));
}

TEST_F(SourceFaults, ACableThatIsPulledIsSaidAndOneThatIsPutBackGetsThePicture) {
    start_with_two_displays();
    fake_.set_connected(soc_card, false);
    engine_->handle_card({CardEvent::Kind::changed, soc()});
    EXPECT_EQ(source_.state, "no-display");
    draw_something();
    ASSERT_TRUE(all_settle()) << "USB displays go on";
    EXPECT_TRUE(shows_the_source("left"));
    const std::uint64_t commits = fake_.commit_count(soc_card);
    fake_.set_connected(soc_card, true);
    engine_->handle_card({CardEvent::Kind::changed, soc()});
    ASSERT_TRUE(run_until([&] { return fake_.commit_count(soc_card) == commits + 1; }));
    EXPECT_EQ(source_.state, "scanout");
    EXPECT_TRUE(the_source_shows_its_picture());
}

TEST_F(SourceFaults, TheEndOfTheSourceLeavesEachDisplayItsPictureAlsoDuringACommit) {
    start_with_two_displays();
    fake_.hold_completions(card("left"), true);
    draw_something();
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    fake_.unplug(soc_card);
    engine_->handle_card({CardEvent::Kind::removed, soc()});
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(run_until([this] { return !fake_.is_busy(card("left")); }));
    // The thread looks after its memory when the commit is done: another order shows that it has.
    const auto probes = drm_.calls(Call::get_connector, card("left"));
    engine_->handle_card({CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::get_connector, card("left")) > probes; }));
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(SourceFaults, ADriverThatIsTakenOutOfTheConfigurationLosesItsSinks) {
    start_with_two_displays();
    config::Config config;
    config.sinks.drivers = {"udl"};
    engine_->configure(config);
    EXPECT_FALSE(engine_->has_sink("right"));
    draw_something();
    ASSERT_TRUE(settles("left"));
    ASSERT_TRUE(run_until([this] {
        const auto opened = fake_.open_card(card("right"));
        return opened && !fake_.set_master(opened->fd.get());
    })) << "others may have the card";
    engine_->configure({});
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(SourceFaults, DisplaysThatWentAreForgottenInTheEnd) {
    start();
    add_source();
    for (int port = 0; port < 40; ++port) {
        const std::string name = "port" + std::to_string(port);
        plug(name, fakes::gud());
        ASSERT_TRUE(run_until([&] { return status(name).state == "mirroring"; }));
        unplug(name);
    }
    EXPECT_FALSE(engine_->has_sink("port0"));
    EXPECT_TRUE(engine_->has_sink("port39"));
}

TEST_F(SourceFaults, ASecondClientSeesNoBlackBeforeItDraws) {
    config::Config config;
    config.source.background = {config::Background::Kind::color, 0x336699};
    start(config);
    add_source();
    plug("right", fakes::gud());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    const auto sequence = engine_->source_statistics().sequence;
    connect_client();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(engine_->source_statistics().sequence, sequence);
    EXPECT_TRUE(shows_the_source("right"));
}

}  // namespace
}  // namespace kmsmirror::tests
