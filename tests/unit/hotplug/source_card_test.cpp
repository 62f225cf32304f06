// SPDX-License-Identifier: MIT
#include "hotplug/source_card.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace kmsmirror::hotplug {
namespace {

namespace fs = std::filesystem;

// Cards whose nodes are other devices that are on every machine.
class SourceCard : public testing::Test {
public:
    ~SourceCard() override {
        std::error_code ignored;
        fs::remove_all(top_, ignored);
    }

protected:
    SourceCard() {
        std::string folder = fs::temp_directory_path() / "kmsmirror-cards-XXXXXX";
        if (mkdtemp(folder.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp");
        top_ = folder;
        board_.device_path = "/dev/null";
        board_.syspath = "/sys/board";
        usb_.syspath = "/sys/usb";
        usb_.device_path = "/dev/zero";
        usb_.is_usb = true;
    }
    void enable_display_manager() const {
        fs::create_directories(top_ / "etc/systemd/system");
        fs::create_symlink("/lib/systemd/system/gdm.service", top_ / "etc/systemd/system/display-manager.service");
    }
    [[nodiscard]] std::string link_to(const std::string& target) const {
        fs::create_symlink(target, top_ / "platform-panel-card");
        return top_ / "platform-panel-card";
    }

    fs::path top_;
    CardInfo board_;
    CardInfo usb_;
};

TEST_F(SourceCard, IsNamedByALinkToIt) {
    const std::string link = link_to("/dev/null");
    EXPECT_TRUE(names_card(link, board_));
    EXPECT_FALSE(names_card(link, usb_));
    EXPECT_TRUE(may_be_source(link, board_));
    EXPECT_FALSE(may_be_source(link, usb_));
}

TEST_F(SourceCard, IsNotOnUsbUnlessItIsNamed) {
    EXPECT_TRUE(may_be_source("", board_));
    EXPECT_FALSE(may_be_source("", usb_));
    EXPECT_TRUE(may_be_source("/dev/zero", usb_));
    EXPECT_FALSE(may_be_source("/dev/zero", board_));
}

TEST_F(SourceCard, IsNoSmallPanelUnlessItIsNamed) {
    board_.is_small_panel = true;
    EXPECT_FALSE(may_be_source("", board_));
    EXPECT_TRUE(may_be_source("/dev/null", board_));
    SourceCards cards("");
    cards.handle({CardEvent::Kind::added, board_});
    EXPECT_NE(cards.why_none(), "");
}

TEST_F(SourceCard, IsLeftToTheDesktopUnlessItIsNamed) {
    board_.is_seat_master = true;
    EXPECT_TRUE(may_be_source("", board_, top_)) << "there is no desktop";
    enable_display_manager();
    EXPECT_FALSE(may_be_source("", board_, top_));
    EXPECT_TRUE(may_be_source("/dev/null", board_, top_));
    board_.is_seat_master = false;
    EXPECT_TRUE(may_be_source("", board_, top_)) << "a rule of udev took it from the seat";
}

TEST_F(SourceCard, ThatIsLeftToTheDesktopIsSaid) {
    board_.is_seat_master = true;
    enable_display_manager();
    SourceCards cards("", top_);
    cards.handle({CardEvent::Kind::added, usb_});
    cards.handle({CardEvent::Kind::added, board_});
    EXPECT_EQ(cards.why_none(),
              "/dev/null is left to the desktop, as it is the card of a seat and display-manager.service is enabled; "
              "Card=/dev/null in section [Source] of the configuration takes it nevertheless");
    CardInfo panel = board_;
    panel.syspath = "/sys/panel";
    panel.is_seat_master = false;
    cards.handle({CardEvent::Kind::added, panel});
    EXPECT_EQ(cards.why_none(), "");
}

TEST_F(SourceCard, ThatIsNamedAndNotThereIsSaid) {
    const std::string link = link_to("/dev/null");
    SourceCards cards(link);
    EXPECT_EQ(cards.why_none(),
              "the card " + link + ", which Card= in section [Source] of the configuration names, is not there");
    cards.handle({CardEvent::Kind::added, usb_});
    EXPECT_NE(cards.why_none(), "");
    cards.handle({CardEvent::Kind::added, board_});
    EXPECT_EQ(cards.why_none(), "");
    cards.handle({CardEvent::Kind::removed, board_});
    EXPECT_NE(cards.why_none(), "");
}

TEST_F(SourceCard, IsMissingWhereAllAreOnUsb) {
    SourceCards cards("");
    cards.handle({CardEvent::Kind::added, usb_});
    EXPECT_EQ(cards.why_none(),
              "there is no display card but those on USB, SPI and I2C; the daemon waits for one, which may be a "
              "virtual one: modprobe vkms");
    cards.handle({CardEvent::Kind::changed, board_});
    EXPECT_EQ(cards.why_none(), "");
}

}  // namespace
}  // namespace kmsmirror::hotplug
