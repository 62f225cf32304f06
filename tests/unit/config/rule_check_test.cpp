// SPDX-License-Identifier: MIT
#include "config/rule_check.h"

#include <gmock/gmock.h>

namespace kmsmirror::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SinkRule rule_for(const std::string& model, const std::string& source = {}) {
    SinkRule rule{.file = model + ".conf", .match = {}, .changes = {}};
    rule.match.model = model;
    if (!source.empty())
        rule.changes.source_id = source;
    return rule;
}

std::vector<std::string> check(const std::vector<SinkRule>& rules) {
    const Present present{{{"left", "udl", "1-1", "VGA-1", "ACM", "Panel", "77"}}, {"soc:HDMI-A-1"}};
    std::vector<std::string> texts;
    for (const Message& message : check_rules(rules, present)) {
        EXPECT_EQ(message.severity, Message::Severity::warning);
        texts.push_back(described(message));
    }
    return texts;
}

TEST(RuleCheck, SaysNothingOfRulesThatDoWhatTheySay) {
    EXPECT_THAT(check({rule_for(""), rule_for("Pan*"), rule_for("Panel", "soc:HDMI-A-1")}), IsEmpty());
    EXPECT_THAT(check({}), IsEmpty());
}

TEST(RuleCheck, NamesRulesThatAreForNoDisplay) {
    EXPECT_THAT(check({rule_for("Panel"), rule_for("panel", "DP-1")}),
                ElementsAre("panel.conf: the section [Match] fits no display that is known now"));
}

TEST(RuleCheck, NamesSourcesThatAreNotThere) {
    EXPECT_THAT(check({rule_for("Panel", "DP-1")}),
                ElementsAre("Panel.conf: Source=\"DP-1\": there is no such source now; what there is is shown"));
}

}  // namespace
}  // namespace kmsmirror::config
