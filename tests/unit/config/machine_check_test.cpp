// SPDX-License-Identifier: MIT
#include "config/machine_check.h"

#include <gmock/gmock.h>

#include "temp_roots.h"

namespace kmsmirror::config {
namespace {

class CardCheck : public testing::Test {
protected:
    // Of the line "Card=PATH" in a file of its own.
    [[nodiscard]] std::optional<Message> check(const std::string& path) const {
        roots_.write("etc/kmsmirror.conf.d/10-card.conf", "[Source]\nCard=" + path + "\n");
        return check_card(load(roots_.all()));
    }

    TempRoots roots_;
};

TEST_F(CardCheck, SaysThatACardIsNotThere) {
    const auto message = check("/dev/dri/by-path/nowhere-card");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->severity, Message::Severity::warning) << "it may come";
    EXPECT_EQ(message->file, roots_.path("etc/kmsmirror.conf.d/10-card.conf"));
    EXPECT_EQ(message->line, 2);
    EXPECT_EQ(
        message->text,
        "Card=\"/dev/dri/by-path/nowhere-card\": there is no such device now; the daemon waits for it, and takes no "
        "other card");
}

TEST_F(CardCheck, SaysWhatIsNoDisplayCard) {
    const auto device = check("/dev/null");
    ASSERT_TRUE(device);
    EXPECT_EQ(device->text,
              "Card=\"/dev/null\": this is null, which is no display card; the daemon takes no other one");
}

TEST_F(CardCheck, IsSilentWhereNoCardIsNamed) {
    EXPECT_EQ(check(""), std::nullopt);
    EXPECT_EQ(check_card(Loaded()), std::nullopt);
}

TEST(GroupCheck, SaysThatAGroupIsNotThere) {
    TempRoots roots;
    roots.write("etc/kmsmirror.conf", "[Access]\nGroup=nosuchgroup\n");
    const auto message = check_group(load(roots.all()));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->line, 2);
    EXPECT_EQ(message->text,
              "Group=\"nosuchgroup\": there is no such group; without polkit only root and the service's user may "
              "control the daemon");
    for (const char* const line : {"Group=root", "Group=", ""}) {
        roots.write("etc/kmsmirror.conf", std::string("[Access]\n") + line + "\n");
        EXPECT_EQ(check_group(load(roots.all())), std::nullopt) << line;
    }
}

}  // namespace
}  // namespace kmsmirror::config
