// SPDX-License-Identifier: MIT
#include "app/sink_policy.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;

class TheSinkPolicy : public testing::Test {
public:
    ~TheSinkPolicy() override { std::filesystem::remove_all(folder_); }

protected:
    TheSinkPolicy() {
        sink_.id = "usb-1";
        sink_.driver = "udl";
        sink_.make = "ACM";
        sink_.model = "Panel";
        sink_.serial = "77";
        sink_.modes = {{{1024, 768}, 60'004}, {{800, 600}, 60'317}};
    }

    [[nodiscard]] static config::Config config_with(const SinkChanges& changes) {
        config::Config config;
        config::SinkMatch match;
        match.driver = "udl";
        config.sink_rules.push_back({"udl.conf", match, changes});
        return config;
    }
    [[nodiscard]] SinkPolicy policy(config::Config config = {}) const {
        return {std::move(config), config::SettingsStore(folder_)};
    }
    // As the daemon does, of which `sinks` are there.
    static auto set_persistent(SinkPolicy& policy, const SinkStatus& sink, const SinkChanges& changes,
                               const std::vector<SinkStatus>& sinks = {}) {
        auto saved = policy.store().save(policy.wishes_for({{sink, changes}}, sinks));
        policy.set_persistent({{sink, changes}}, policy.store().all());
        return saved;
    }
    auto set_persistent(const SinkChanges& changes) const {
        SinkPolicy policy = this->policy();
        return set_persistent(policy, sink_, changes);
    }
    static std::string make_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "kmsmirror-policy-XXXXXX").string();
        return ::mkdtemp(name.data());
    }

    const std::string folder_ = make_folder();
    SinkStatus sink_;
};

TEST_F(TheSinkPolicy, PutsWhatWasSetAboveWhatIsRememberedAboveFiles) {
    SinkPolicy policy = this->policy(config_with({.path = PathChoice::copy, .max_rate_mhz = 10'000}));
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::copy);
    ASSERT_TRUE(set_persistent(policy, sink_, {.path = PathChoice::prime}));
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::prime);
    policy.set_temporary({{sink_, {.path = PathChoice::automatic}}});
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::automatic);
    EXPECT_EQ(policy.settings_for(sink_).max_rate_mhz, 10'000U);
}

TEST_F(TheSinkPolicy, RemembersByTheDisplayNotByThePort) {
    ASSERT_TRUE(set_persistent({.enabled = false}));
    sink_.id = "usb-2";
    EXPECT_FALSE(policy().settings_for(sink_).enabled);
    sink_.serial = "78";
    EXPECT_TRUE(policy().settings_for(sink_).enabled);
}

TEST_F(TheSinkPolicy, IsSetForGoodAlsoWhereItWasSetForAWhile) {
    SinkPolicy policy = this->policy();
    policy.set_temporary({{sink_, {.path = PathChoice::copy}}});
    ASSERT_TRUE(set_persistent(policy, sink_, {.path = PathChoice::prime}));
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::prime);
}

TEST_F(TheSinkPolicy, ForgetsWhatWasSetForAWhileWhenItIsReplaced) {
    SinkPolicy policy = this->policy();
    policy.set_temporary({{sink_, {.path = PathChoice::copy}}});
    const std::uint64_t serial = policy.serial();
    policy.replace(config_with({.max_rate_mhz = 5'000}));
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::automatic);
    EXPECT_EQ(policy.settings_for(sink_).max_rate_mhz, 5'000U);
    EXPECT_GT(policy.serial(), serial);
}

TEST_F(TheSinkPolicy, KeepsNothingOfWhatWasSetForAWhileAndSetBack) {
    SinkPolicy policy = this->policy();
    policy.set_temporary({{sink_, {.enabled = false}}});
    policy.set_temporary({{sink_, {.enabled = true}}});
    ASSERT_TRUE(set_persistent(policy, sink_, {.path = PathChoice::prime}));
    policy.set_temporary({{sink_, {.path = PathChoice::copy}}});
    ASSERT_TRUE(set_persistent(policy, sink_, {.enabled = false}));
    EXPECT_FALSE(policy.settings_for(sink_).enabled) << "what is remembered counts";
    EXPECT_EQ(policy.settings_for(sink_).path, PathChoice::copy) << "what is still set counts more";
    policy.set_temporary({{sink_, {.enabled = true}}});
    EXPECT_TRUE(policy.settings_for(sink_).enabled);
}

TEST_F(TheSinkPolicy, KeepsNoModeThatIsSetBack) {
    SinkPolicy policy = this->policy();
    const ModeSetting small = ModeWish{{800, 600}, 0};
    policy.set_temporary({{sink_, {.mode = small}}});
    EXPECT_EQ(policy.settings_for(sink_).mode, small);
    policy.set_temporary({{sink_, {.mode = ModeRule::automatic}}});
    EXPECT_EQ(policy.settings_for(sink_).mode, ModeSetting());
    ASSERT_TRUE(set_persistent(policy, sink_, {.mode = small}));
    EXPECT_EQ(policy.settings_for(sink_).mode, small);
}

TEST_F(TheSinkPolicy, RemembersForTheDisplayOnlyNotForItsPort) {
    SinkPolicy policy = this->policy();
    ASSERT_TRUE(set_persistent(policy, sink_, {.enabled = false}));
    EXPECT_FALSE(policy.settings_for(sink_).enabled);
    sink_.serial = "78";
    EXPECT_TRUE(policy.settings_for(sink_).enabled) << "another display on that port";
}

TEST_F(TheSinkPolicy, SaysWhyAChangeCannotBe) {
    const auto kind = [this](const SinkChanges& changes) {
        const auto why = SinkPolicy::refusal(changes, sink_, "HDMI-A-1");
        return why ? std::optional(why->kind) : std::nullopt;
    };
    EXPECT_EQ(kind({.source_id = "DP-1"}), Kind::no_such_source);
    EXPECT_EQ(kind({.mode = ModeWish{{1920, 1080}, 0}}), Kind::mode_not_supported);
    EXPECT_EQ(kind({.mode = ModeWish{{1024, 768}, 75'000}}), Kind::mode_not_supported);
    EXPECT_EQ(kind({.mode = ModeWish{{1024, 768}, 60'000}}), std::nullopt);
    EXPECT_EQ(kind({.mode = ModeRule::nearest,
                    .fit = Fit::fill,
                    .rotation = 90,
                    .region = Rect{0, 0, 10, 10},
                    .source_id = "HDMI-A-1"}),
              std::nullopt);
    sink_.modes.clear();
    EXPECT_EQ(kind({.mode = ModeWish{{1920, 1080}, 0}}), std::nullopt) << "nobody knows what comes";
}

TEST_F(TheSinkPolicy, SaysWhichModesThereAreInThePlaceOfOneThatIsNot) {
    const auto why = SinkPolicy::refusal({.mode = ModeWish{{1024, 768}, 75'000}}, sink_, "HDMI-A-1");
    ASSERT_TRUE(why);
    EXPECT_EQ(why->text, "the display on usb-1 has no mode 1024x768@75; it has 1024x768@60.004, 800x600@60.317");
}

// Two displays of one model whose maker gave all the same serial number.
class TheSinkPolicyOfTwins : public TheSinkPolicy {
protected:
    TheSinkPolicyOfTwins() {
        left_.state = right_.state = SinkState::mirroring;
        left_.serial = right_.serial = "01010101";
        left_.id = "left";
        right_.id = "right";
    }

    SinkStatus left_ = sink_;
    SinkStatus right_ = sink_;
};

TEST_F(TheSinkPolicyOfTwins, ActsOnTheOneThatIsNamed) {
    SinkPolicy policy = this->policy();
    ASSERT_TRUE(set_persistent(policy, left_, {.enabled = false}, {left_, right_}));
    EXPECT_FALSE(policy.settings_for(left_).enabled);
    EXPECT_TRUE(policy.settings_for(right_).enabled);
    EXPECT_EQ(policy.settings_for(left_).remembered_by, RememberedBy::display_and_port);
    EXPECT_EQ(policy.settings_for(right_).remembered_by, RememberedBy::nothing);
}

TEST_F(TheSinkPolicyOfTwins, GoesByThePortAfterARestartAndASwapOfCables) {
    SinkPolicy before = policy();
    ASSERT_TRUE(set_persistent(before, left_, {.enabled = false}, {left_, right_}));
    // Nothing tells the displays apart, so that the swap is none.
    EXPECT_FALSE(policy().settings_for(left_).enabled);
    EXPECT_TRUE(policy().settings_for(right_).enabled);
}

TEST_F(TheSinkPolicyOfTwins, GoesByThePortTooWhereTheOtherOneIsAway) {
    SinkPolicy policy = this->policy();
    ASSERT_TRUE(set_persistent(policy, left_, {.enabled = false}, {left_}));
    EXPECT_TRUE(policy.settings_for(right_).enabled);
}

TEST_F(TheSinkPolicyOfTwins, NoticesTwinsByWhatIsThere) {
    left_.serial = right_.serial = "K9X";
    SinkPolicy policy = this->policy();
    ASSERT_TRUE(set_persistent(policy, left_, {.path = PathChoice::copy}, {left_, right_}));
    EXPECT_EQ(policy.settings_for(right_).path, PathChoice::automatic);
    // The one display that has moved from port to port has no twin.
    right_.state = SinkState::unplugged;
    right_.serial = left_.serial = "K9Y";
    ASSERT_TRUE(set_persistent(policy, left_, {.path = PathChoice::copy}, {left_, right_}));
    EXPECT_EQ(policy.settings_for(right_).path, PathChoice::copy);
    EXPECT_EQ(policy.settings_for(right_).remembered_by, RememberedBy::display);
}

TEST_F(TheSinkPolicyOfTwins, ChangesWhatIsRememberedForThePortAlsoWhileTheOtherOneIsAway) {
    left_.serial = right_.serial = "K9X";
    SinkPolicy policy = this->policy();
    ASSERT_TRUE(set_persistent(policy, left_, {.path = PathChoice::copy}, {left_, right_}));
    ASSERT_TRUE(set_persistent(policy, left_, {.path = PathChoice::prime}, {left_}));
    EXPECT_EQ(this->policy().settings_for(left_).path, PathChoice::prime);
    EXPECT_EQ(this->policy().settings_for(right_).path, PathChoice::automatic);
}

TEST_F(TheSinkPolicyOfTwins, SetsOneApartFromWhatIsRememberedForBoth) {
    // As versions before 0.2.0 wrote it.
    ASSERT_TRUE(config::SettingsStore(folder_).save(
        {{{"left", "udl", "", "", "ACM", "Panel", "01010101"}, RememberedBy::display, {.enabled = false}}}));
    SinkPolicy policy = this->policy();
    EXPECT_FALSE(policy.settings_for(right_).enabled);
    ASSERT_TRUE(set_persistent(policy, right_, {.enabled = true}, {left_, right_}));
    EXPECT_FALSE(this->policy().settings_for(left_).enabled);
    EXPECT_TRUE(this->policy().settings_for(right_).enabled);
}

}  // namespace
}  // namespace kmsmirror::app
