// SPDX-License-Identifier: MIT
#include "app/bus_control.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using bus::ControlError;
using Kind = ControlError::Kind;

// The bus's wishes on the whole engine: a udl display "left" and a gud display "right".
class TheBusControl : public World {
public:
    ~TheBusControl() override { std::filesystem::remove_all(folder_); }

protected:
    TheBusControl() {
        start_with_two_displays();
        client_.emplace(
            scheduler_, [this](const auto& session) { session_ = session.id; }, [this](const auto&) { session_ = ""; });
        control_.emplace(
            scheduler_, engine_->engine(), *client_, policy_,
            []() -> tl::expected<std::vector<std::string>, ControlError> { return std::vector<std::string>{}; }, [] {});
    }
    static std::filesystem::path make_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "kmsmirror-control-XXXXXX").string();
        return ::mkdtemp(name.data());
    }
    [[nodiscard]] SinkSettings settings_for(const SinkStatus& status) const override {
        return policy_.settings_for(status);
    }

    using Changed = tl::expected<std::uint64_t, ControlError>;
    // Waits for the answer.
    Changed change_sinks(std::uint64_t serial, bus::Keep keep, const std::vector<bus::Control::SinkChange>& changes) {
        std::optional<Changed> changed;
        control_->change_sinks(serial, keep, changes, [&](auto answer) { changed = std::move(answer); });
        return run_until([&] { return changed.has_value(); }) ? *changed : 0;
    }

    template <class Result>
    static std::optional<Kind> refusal(const Result& result) {
        return result ? std::nullopt : std::optional(result.error().kind);
    }

    const std::filesystem::path folder_ = make_folder();
    app::SinkPolicy policy_{{}, config::SettingsStore(folder_ / "sinks")};
    std::string session_;
    std::optional<app::Client> client_;
    std::optional<app::BusControl> control_;
};

TEST_F(TheBusControl, ChangesAllSinksOrNone) {
    const std::uint64_t serial = policy_.serial();
    const auto refused = change_sinks(serial, bus::Keep::temporary,
                                      {{"left", {.path = PathChoice::copy}}, {"right", {.mode = ModeWish{{1, 1}, 0}}}});
    EXPECT_EQ(refusal(refused), Kind::mode_not_supported);
    EXPECT_EQ(policy_.serial(), serial);
    EXPECT_EQ(status("left").settings.path, PathChoice::automatic);
    const auto changed = change_sinks(serial, bus::Keep::temporary,
                                      {{"left", {.path = PathChoice::copy}}, {"right", {.path = PathChoice::copy}}});
    ASSERT_TRUE(changed);
    EXPECT_GT(*changed, serial);
    ASSERT_TRUE(run_until([this] { return status("left").path == "copy" && status("right").path == "copy"; }));
}

TEST_F(TheBusControl, RefusesAnOldSerialAndUnknownSinks) {
    ASSERT_TRUE(change_sinks(0, bus::Keep::temporary, {{"left", {.max_rate_mhz = 30'000}}}));
    EXPECT_EQ(refusal(change_sinks(1, bus::Keep::temporary, {{"left", {.max_rate_mhz = 0}}})), Kind::stale_serial);
    EXPECT_EQ(status("left").settings.max_rate_mhz, 30'000U);
    EXPECT_EQ(refusal(change_sinks(0, bus::Keep::temporary, {{"nowhere", {}}})), Kind::no_such_sink);
}

TEST_F(TheBusControl, OnlyChecksWhenItShallOnlyVerify) {
    const auto checked = change_sinks(0, bus::Keep::verify, {{"left", {.enabled = false}}});
    EXPECT_EQ(checked.value(), policy_.serial());
    EXPECT_EQ(status("left").state, "mirroring");
}

TEST_F(TheBusControl, SaysByWhatItRemembers) {
    ASSERT_TRUE(change_sinks(0, bus::Keep::persistent, {{"left", {.path = PathChoice::copy}}}));
    EXPECT_EQ(status("left").settings.path, PathChoice::copy);
    EXPECT_NE(status("left").settings.remembered_by, RememberedBy::nothing);
    EXPECT_EQ(status("right").settings.remembered_by, RememberedBy::nothing);
    ASSERT_TRUE(change_sinks(0, bus::Keep::temporary, {{"right", {.path = PathChoice::copy}}}));
    EXPECT_EQ(status("right").settings.remembered_by, RememberedBy::nothing);
}

// A FIFO in the place of the new file: opening it takes until somebody reads it, as a disk may take seconds.
class TheBusControlWithASlowDisk : public TheBusControl {
protected:
    TheBusControlWithASlowDisk() {
        if (!change_sinks(0, bus::Keep::persistent, {{"left", {.max_rate_mhz = 1'000}}}))
            throw std::runtime_error("nothing can be remembered");
        for (const auto& entry : std::filesystem::directory_iterator(folder_ / "sinks"))
            fifo_ = entry.path().native() + ".new";
        if (::mkfifo(fifo_.c_str(), 0600) != 0)
            throw std::runtime_error("no FIFO can be made");
    }

    // Who opens a FIFO to write waits for who opens it to read; fsync() of it fails.
    void let_it_fail() {
        reader_ = UniqueFd(::open(fifo_.c_str(), O_RDONLY | O_CLOEXEC));
        ASSERT_TRUE(reader_);
    }

    std::string fifo_;
    UniqueFd reader_;
};

TEST_F(TheBusControlWithASlowDisk, DoesNotWaitForItAndSaysWhatCameOfIt) {
    std::optional<Changed> changed;
    control_->change_sinks(0, bus::Keep::persistent, {{"left", {.max_rate_mhz = 2'000}}},
                           [&](auto answer) { changed = std::move(answer); });
    EXPECT_FALSE(control_->is_quiet());
    draw_something();
    ASSERT_TRUE(all_settle()) << "frames go on";
    EXPECT_FALSE(changed);
    let_it_fail();
    ASSERT_TRUE(run_until([&] { return changed && control_->is_quiet(); }));
    ASSERT_EQ(refusal(*changed), Kind::failed);
    EXPECT_THAT(changed->error().text,
                testing::HasSubstr("nothing is changed, as it cannot be remembered: " + folder_.native()));
    EXPECT_EQ(status("left").settings.max_rate_mhz, 1'000U);
}

TEST_F(TheBusControlWithASlowDisk, DoesLaterChangesAfterTheOneThatWaits) {
    std::vector<std::string> order;
    const auto note = [&order](const char* which) {
        return
            [&order, which](const Changed& answer) { order.push_back(which + std::string(answer ? " done" : " not")); };
    };
    const std::uint64_t serial = policy_.serial();
    control_->change_sinks(0, bus::Keep::persistent, {{"left", {.max_rate_mhz = 2'000}}}, note("first"));
    control_->change_sinks(0, bus::Keep::temporary, {{"right", {.max_rate_mhz = 3'000}}}, note("second"));
    control_->change_sinks(serial, bus::Keep::temporary, {{"right", {.max_rate_mhz = 4'000}}}, note("third"));
    EXPECT_TRUE(order.empty());
    let_it_fail();
    ASSERT_TRUE(run_until([&] { return order.size() == 3; }));
    EXPECT_EQ(order, (std::vector<std::string>{"first not", "second done", "third not"}));
    EXPECT_EQ(status("right").settings.max_rate_mhz, 3'000U) << "the third one's serial is an old one";
}

TEST_F(TheBusControl, ShowsATestPatternForAWhile) {
    ASSERT_TRUE(control_->show_pattern("left", "checker", 10));
    ASSERT_TRUE(run_until([this] {
        return fake_.shown_picture(card("left")).at(1, 0) == 0 && fake_.shown_picture(card("left")).at(0, 0) != 0;
    }));
    EXPECT_EQ(status("left").state, "test-pattern");
    scheduler_.advance(11s);
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(refusal(control_->show_pattern("left", "fish", 10)), Kind::invalid_args);
}

TEST_F(TheBusControl, IsBlankAgainAfterTestPatternsWhereItWasBlankBefore) {
    ASSERT_TRUE(control_->show("left", bus::Show::black));
    ASSERT_TRUE(control_->show_pattern("left", "bars", 10));
    ASSERT_TRUE(control_->show_pattern("left", "grid", 10));
    scheduler_.advance(11s);
    ASSERT_TRUE(run_until([this] { return status("left").state == "blank"; }));
    ASSERT_TRUE(control_->show("left", bus::Show::picture));
    ASSERT_TRUE(control_->show_pattern("left", "bars", 10));
    scheduler_.advance(11s);
    ASSERT_TRUE(run_until([this] { return status("left").state == "mirroring"; }));
}

TEST_F(TheBusControl, KeepsAPauseThatCameAfterATestPattern) {
    ASSERT_TRUE(control_->show_pattern("left", "bars", 10));
    ASSERT_TRUE(control_->show("left", bus::Show::black));
    scheduler_.advance(11s);
    ASSERT_TRUE(run_until([this] { return status("left").state == "blank"; }));
    ASSERT_TRUE(control_->show("left", bus::Show::picture));
    ASSERT_TRUE(run_until([this] { return status("left").state == "mirroring"; }));
}

TEST_F(TheBusControl, ShowsNothingWhereNothingIsShown) {
    unplug("left");
    EXPECT_EQ(refusal(control_->show("left", bus::Show::last_picture)), Kind::not_mirroring);
    EXPECT_EQ(refusal(control_->show("left", bus::Show::black)), Kind::not_mirroring);
    EXPECT_EQ(refusal(control_->show_pattern("left", "bars", 1)), Kind::not_mirroring);
    EXPECT_EQ(refusal(control_->show("nowhere", bus::Show::black)), Kind::no_such_sink);
    EXPECT_EQ(refusal(control_->rearm("nowhere")), Kind::no_such_sink);
}

TEST_F(TheBusControl, AnswersACaptureWhoseDisplayGoesAway) {
    const std::string left = card("left");
    drm_.reset_counts();
    fake_.set_hung(left, true);
    draw_something();
    ASSERT_TRUE(settles("right"));
    while (drm_.calls(fakes::Call::commit_atomic, left) == 0)
        std::this_thread::yield();
    std::optional<Kind> refused;
    control_->capture_sink("left", [&](auto capture) { refused = refusal(capture); });
    engine_->handle_card({hotplug::CardEvent::Kind::removed, card_info("left")});
    fake_.set_hung(left, false);
    ASSERT_TRUE(run_until([&] { return refused.has_value(); }));
    EXPECT_EQ(refused, Kind::device_gone);
}

TEST_F(TheBusControl, AnswersACaptureOfASourceThatIsGone) {
    std::optional<Kind> refused;
    const auto note = [&](auto capture) { refused = refusal(capture); };
    control_->capture_source("VGA-1", note);
    remove_source();
    EXPECT_EQ(refused, Kind::device_gone) << "while it was made";
    refused.reset();
    control_->capture_source("VGA-1", note);
    EXPECT_EQ(refused, Kind::device_gone) << "before it was asked for";
}

TEST_F(TheBusControl, CapturesWhatIsShown) {
    std::optional<bus::Capture> captured;
    control_->capture_source("VGA-1", [&](auto capture) { captured = std::move(*capture); });
    ASSERT_TRUE(run_until([&] { return captured.has_value(); }));
    EXPECT_EQ(captured->size, fakes::preferred_size);
    EXPECT_EQ(captured->pitch, fakes::preferred_size.width * 4);
    EXPECT_EQ(captured->format, "XR24");
}

TEST_F(TheBusControl, GivesTheSourceToOneClientAtATime) {
    const auto first = control_->open_session("VGA-1", false, {1000, 42});
    ASSERT_TRUE(first);
    const std::string id = session_;
    EXPECT_FALSE(id.empty());
    EXPECT_EQ(refusal(control_->open_session("VGA-1", false, {})), Kind::busy);
    ASSERT_TRUE(control_->open_session("VGA-1", true, {}));
    EXPECT_NE(session_, id);
    EXPECT_EQ(refusal(control_->end_session(id)), Kind::no_such_session);
    EXPECT_TRUE(control_->end_session(session_));
    EXPECT_TRUE(session_.empty());
}

// As one film comes after the other: the next call on the bus may be read before the end of the channel is.
TEST_F(TheBusControl, GivesTheSourceToTheNextClientWhenTheOneBeforeHasLeft) {
    auto first = control_->open_session("VGA-1", false, {});
    ASSERT_TRUE(first);
    const std::string id = session_;
    first->reset();
    EXPECT_TRUE(control_->open_session("VGA-1", false, {}));
    EXPECT_NE(session_, id);
    EXPECT_FALSE(session_.empty());
}

}  // namespace
}  // namespace kmsmirror::tests
