// SPDX-License-Identifier: MIT
#include "hotplug/driver_names.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>

namespace kmsmirror::hotplug {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = CardEvent::Kind;

CardInfo card_of(const std::string& name, const std::string& driver) {
    CardInfo info;
    info.device_path = "/dev/dri/" + name;
    info.syspath = "/nowhere/" + name;
    info.driver = driver;
    return info;
}

// Cards that answer; those that are stuck do so when they are let go. Its threads outlive the test if they must.
class Cards {
public:
    std::string ask(const std::string& node) {
        std::unique_lock lock(mutex_);
        asked_.push_back(node);
        moved_.notify_all();
        moved_.wait(lock, [&] { return !stuck_.contains(node); });
        const auto name = names.find(node);
        return name == names.end() ? std::string() : name->second;
    }
    void stick(const std::string& node) {
        const std::lock_guard lock(mutex_);
        stuck_.insert(node);
    }
    void let_go(const std::string& node) {
        const std::lock_guard lock(mutex_);
        stuck_.erase(node);
        moved_.notify_all();
    }
    std::vector<std::string> asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    // Until a thread is inside.
    void wait_for_question() {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(moved_.wait_for(lock, 10s, [&] { return !asked_.empty(); }));
    }

    const std::map<std::string, std::string> names{{"/dev/dri/card1", "vkms"}, {"/dev/dri/card2", "exynos"}};

private:
    std::mutex mutex_;
    std::condition_variable moved_;
    std::set<std::string> stuck_;
    std::vector<std::string> asked_;
};

class NamesOfDrivers : public testing::Test {
protected:
    void start(std::vector<std::string> listed, std::chrono::milliseconds soon = 10s) {
        names_.emplace(
            loop_, [cards = cards_](const std::string& node) { return cards->ask(node); },
            [this](const CardEvent& event) {
                static constexpr const char* kinds[] = {"added", "removed", "changed"};
                told_.push_back(std::string(kinds[static_cast<int>(event.kind)]) + ' ' + event.card.device_path + ' ' +
                                event.card.driver);
                loop_.stop();
            },
            soon);
        names_->set_listed(std::move(listed));
    }

    const std::shared_ptr<Cards> cards_ = std::make_shared<Cards>();
    loop::EventLoop loop_;
    std::vector<std::string> told_;
    std::optional<DriverNames> names_;
};

TEST_F(NamesOfDrivers, AreWhatDriversCallThemselves) {
    start({"udl", "vkms", "exynos"});
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    names_->handle({Kind::added, card_of("card2", "exynos-drm")});
    names_->handle({Kind::changed, card_of("card1", "faux_driver")});
    names_->handle({Kind::removed, card_of("card1", "faux_driver")});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card1 vkms", "added /dev/dri/card2 exynos",
                                   "changed /dev/dri/card1 vkms", "removed /dev/dri/card1 vkms"));
    EXPECT_THAT(cards_->asked(), ElementsAre("/dev/dri/card1", "/dev/dri/card2")) << "once each";
}

TEST_F(NamesOfDrivers, AreNotAskedForWhereNothingCanComeOfIt) {
    start({"udl", "gud", "gm12u320"});
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    names_->handle({Kind::added, card_of("card3", "udl")});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card1 faux_driver", "added /dev/dri/card3 udl"));
    EXPECT_THAT(cards_->asked(), IsEmpty());
}

TEST_F(NamesOfDrivers, AreNotAskedForOfCardsThatAreListedAsTheyAre) {
    start({"udl", "exynos-drm"});
    names_->handle({Kind::added, card_of("card2", "exynos-drm")});
    names_->handle({Kind::added, card_of("card3", "udl")});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card2 exynos-drm", "added /dev/dri/card3 udl"));
    EXPECT_THAT(cards_->asked(), IsEmpty());
}

TEST_F(NamesOfDrivers, StayThoseOfTheBusWhereACardDoesNotAnswer) {
    start({"vkms"});
    names_->handle({Kind::added, card_of("card9", "other")});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card9 other"));
    names_.emplace(
        loop_, [](const std::string&) -> std::string { throw std::runtime_error("no memory"); },
        [this](const CardEvent& event) { told_.push_back(event.card.driver); }, 10s);
    names_->set_listed({"vkms"});
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    EXPECT_EQ(told_.back(), "faux_driver");
}

TEST_F(NamesOfDrivers, ComeLaterFromCardsThatTakeTheirTime) {
    cards_->stick("/dev/dri/card1");
    start({"vkms"}, 0ms);
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    names_->handle({Kind::changed, card_of("card1", "faux_driver")});
    EXPECT_THAT(told_, IsEmpty());
    cards_->let_go("/dev/dri/card1");
    loop_.run();
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card1 vkms"));
}

TEST_F(NamesOfDrivers, ComeTooLateFromCardsThatAreGone) {
    cards_->stick("/dev/dri/card1");
    start({"vkms"}, 0ms);
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    cards_->wait_for_question();
    names_->handle({Kind::removed, card_of("card1", "faux_driver")});
    names_->handle({Kind::removed, card_of("card1", "faux_driver")});
    EXPECT_THAT(told_, IsEmpty()) << "it was never there";
    cards_->let_go("/dev/dri/card1");
    names_->handle({Kind::added, card_of("card3", "vkms")});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card3 vkms"));
}

TEST_F(NamesOfDrivers, NeedNobodyWhoWaitsForThem) {
    cards_->stick("/dev/dri/card1");
    start({"vkms"}, 0ms);
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    cards_->wait_for_question();
    names_.reset();
    cards_->let_go("/dev/dri/card1");
}

TEST_F(NamesOfDrivers, AreAskedForWhenTheyAreListedLater) {
    start({"udl"});
    names_->handle({Kind::added, card_of("card1", "faux_driver")});
    names_->handle({Kind::added, card_of("card9", "other")});
    names_->set_listed({"udl", "vkms"});
    EXPECT_THAT(told_, ElementsAre("added /dev/dri/card1 faux_driver", "added /dev/dri/card9 other",
                                   "changed /dev/dri/card1 vkms"));
    names_->set_listed({"udl", "vkms"});
    EXPECT_EQ(told_.size(), 3U);
    EXPECT_EQ(cards_->asked().size(), 2U);
}

}  // namespace
}  // namespace kmsmirror::hotplug
