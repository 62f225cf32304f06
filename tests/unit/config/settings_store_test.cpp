// SPDX-License-Identifier: MIT
#include "config/settings_store.h"

#include <gmock/gmock.h>

#include <sstream>

#include "temp_roots.h"

namespace kmsmirror::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

SinkIdentity office() {
    return {"usb-0:1.2-USB-1", "udl", "usb-0:1.2", "USB-1", "DEL", "DELL U2412M", "K9X"};
}

SinkIdentity nameless() {
    return {"usb-0:1.3-USB-1", "gud", "usb-0:1.3", "USB-1", "", "", ""};
}

SinkChanges copy_only() {
    SinkChanges changes;
    changes.path = PathChoice::copy;
    return changes;
}

class Store : public testing::Test {
protected:
    [[nodiscard]] auto save(const SinkIdentity& sink, const SinkChanges& changes,
                            RememberedBy by = RememberedBy::display) const {
        return store_.save({{sink, by, changes}});
    }
    // What is remembered of a sink.
    [[nodiscard]] SinkChanges load(const SinkIdentity& sink) const {
        SinkChanges changes;
        for (const SinkRule& rule : store_.all().rules)
            if (matches(rule.match, sink))
                changes.add(rule.changes);
        return changes;
    }
    [[nodiscard]] std::string text_of(const std::string& file) const {
        std::ifstream stream(roots_.path("state/sinks/" + file), std::ios::binary);
        std::ostringstream text;
        text << stream.rdbuf();
        return std::move(text).str();
    }
    [[nodiscard]] std::size_t file_count() const {
        const std::filesystem::directory_iterator files(roots_.path("state/sinks"));
        return static_cast<std::size_t>(std::distance(begin(files), end(files)));
    }

    TempRoots roots_;
    SettingsStore store_{roots_.path("state/sinks")};
};

TEST_F(Store, KnowsNothingAtFirst) {
    EXPECT_TRUE(store_.all().rules.empty());
    EXPECT_THAT(store_.all().messages, IsEmpty());
}

TEST_F(Store, AddsWhatIsSavedLater) {
    ASSERT_TRUE(save(office(), copy_only()));
    SinkChanges later;
    later.enabled = false;
    later.mode = ModeWish{{1280, 720}, 59'940};
    later.max_rate_mhz = 30'000;
    later.source_id = "lcdc";
    ASSERT_TRUE(save(office(), later));
    later.path = PathChoice::copy;
    EXPECT_EQ(load(office()), later);
    later.mode.emplace();
    ASSERT_TRUE(save(office(), later));
    EXPECT_EQ(load(office()), later);
    EXPECT_EQ(file_count(), 1U);
}

TEST_F(Store, WritesAFileForPeople) {
    ASSERT_TRUE(save(office(), copy_only()));
    EXPECT_EQ(text_of("DEL+DELL%20U2412M+K9X.conf"),
              "# Remembered by kmsmirrord. Delete this file to forget it.\n\n"
              "[Match]\nMake=DEL\nModel=DELL U2412M\nSerial=K9X\n\n[Sink]\nPath=copy\n");
    std::filesystem::remove(roots_.path("state/sinks/DEL+DELL%20U2412M+K9X.conf"));
    EXPECT_TRUE(load(office()).empty());
}

TEST_F(Store, KnowsADisplayOnAnotherPortButNotAnotherDisplay) {
    ASSERT_TRUE(save(office(), copy_only()));
    auto other = office();
    other.id = "elsewhere";
    other.usb_path = "elsewhere";
    EXPECT_EQ(load(other), copy_only());
    other.serial = "K9Y";
    EXPECT_TRUE(load(other).empty());
}

TEST_F(Store, KnowsADisplayWithoutANameByItsPort) {
    ASSERT_TRUE(save(nameless(), copy_only(), RememberedBy::port));
    EXPECT_EQ(load(nameless()), copy_only());
    EXPECT_THAT(text_of("usb-0:1%2E3-USB-1.conf") + text_of("usb-0:1.3-USB-1.conf"),
                HasSubstr("[Match]\nId=usb-0:1.3-USB-1\n"));
    auto other = nameless();
    other.id = "elsewhere";
    EXPECT_TRUE(load(other).empty());
}

TEST_F(Store, KnowsADisplayThatIsNotTheOnlyOneByItsPortToo) {
    ASSERT_TRUE(save(office(), copy_only(), RememberedBy::display_and_port));
    EXPECT_EQ(load(office()), copy_only());
    EXPECT_EQ(text_of("DEL+DELL%20U2412M+K9X+usb-0:1.2-USB-1.conf"),
              "# Remembered by kmsmirrord. Delete this file to forget it.\n\n"
              "[Match]\nId=usb-0:1.2-USB-1\nMake=DEL\nModel=DELL U2412M\nSerial=K9X\n\n[Sink]\nPath=copy\n");
    auto twin = office();
    twin.id = "usb-0:1.4-USB-1";
    EXPECT_TRUE(load(twin).empty());
    auto other = office();
    other.model = "DELL U3011";
    EXPECT_TRUE(load(other).empty()) << "another display on that port";
}

TEST_F(Store, CountsWhatKnowsADisplayBetterMore) {
    SinkChanges changes;
    for (const auto& [by, path] :
         {std::pair(RememberedBy::display_and_port, PathChoice::copy),
          std::pair(RememberedBy::display, PathChoice::prime), std::pair(RememberedBy::port, PathChoice::automatic)}) {
        changes.path = path;
        ASSERT_TRUE(save(office(), changes, by));
    }
    const auto all = store_.all();
    ASSERT_EQ(all.rules.size(), 3U);
    EXPECT_EQ(all.rules[0].changes.path, PathChoice::automatic);
    EXPECT_EQ(all.rules[1].changes.path, PathChoice::prime);
    EXPECT_EQ(all.rules[2].changes.path, PathChoice::copy);
}

TEST_F(Store, SkipsABrokenFileAndSaysSo) {
    roots_.write("state/sinks/DEL+DELL%20U2412M+K9X.conf", "[Sink]\nPath=copy\nEnabled=maybe\n");
    const auto remembered = store_.all();
    EXPECT_TRUE(remembered.rules.empty());
    ASSERT_EQ(remembered.messages.size(), 1U);
    EXPECT_EQ(described(remembered.messages[0]),
              roots_.path("state/sinks/DEL+DELL%20U2412M+K9X.conf") +
                  ":3: Enabled=\"maybe\": the value must be yes or no; the file is ignored");
    ASSERT_TRUE(save(office(), copy_only()));
    EXPECT_EQ(load(office()), copy_only());
    EXPECT_THAT(store_.all().messages, IsEmpty());
}

TEST_F(Store, ListsAllThatItKnows) {
    EXPECT_TRUE(store_.all().rules.empty());
    ASSERT_TRUE(save(nameless(), copy_only(), RememberedBy::port));
    ASSERT_TRUE(save(office(), copy_only()));
    roots_.write("state/sinks/broken.conf", "[Sink]\nEnabled=maybe\n");
    const auto all = store_.all();
    ASSERT_EQ(all.rules.size(), 2U);
    EXPECT_EQ(all.rules[0].match.id, nameless().id);
    EXPECT_EQ(all.rules[1].match.model, "DELL U2412M");
    EXPECT_EQ(all.messages.size(), 1U);
}

TEST_F(Store, SaysThatItsFolderCannotBeRead) {
    std::filesystem::create_directories(roots_.path("state"));
    std::filesystem::create_symlink("sinks", roots_.path("state/sinks"));
    const auto all = store_.all();
    ASSERT_EQ(all.messages.size(), 1U);
    EXPECT_EQ(described(all.messages[0]),
              roots_.path("state/sinks") + ": cannot be read: Too many levels of symbolic links; ignored");
}

TEST_F(Store, RefusesWhatAFileCannotSay) {
    SinkChanges changes;
    changes.rotation = 45;
    const auto wrong = save(office(), changes);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error(), HasSubstr("Rotation=\"45\": the value must be 0, 90, 180 or 270"));
    changes = {};
    changes.source_id = "a\nEnabled=no";
    EXPECT_FALSE(save(office(), changes));
    auto endless = nameless();
    endless.id = std::string(300, 'x');
    const auto refused = save(endless, copy_only(), RememberedBy::port);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), HasSubstr("longer than 200 characters"));
}

TEST_F(Store, SaysWhyAFileCannotBeWrittenAndKeepsTheOldOne) {
    roots_.write("state/sinks", "not a folder");
    const auto saved = save(office(), copy_only());
    ASSERT_FALSE(saved);
    EXPECT_THAT(saved.error(), HasSubstr(roots_.path("state/sinks")));

    std::filesystem::remove(roots_.path("state/sinks"));
    ASSERT_TRUE(save(office(), copy_only()));
    // What would be renamed is in the way.
    std::filesystem::create_directories(roots_.path("state/sinks/DEL+DELL%20U2412M+K9X.conf.new"));
    SinkChanges changes;
    changes.enabled = false;
    EXPECT_FALSE(save(office(), changes));
    EXPECT_EQ(load(office()), copy_only());
}

TEST_F(Store, SavesForAllDisplaysOrForNone) {
    ASSERT_TRUE(
        store_.save({{office(), RememberedBy::display, copy_only()}, {nameless(), RememberedBy::port, copy_only()}}));
    EXPECT_EQ(load(office()), copy_only());
    EXPECT_EQ(load(nameless()), copy_only());

    SinkChanges changes;
    changes.enabled = false;
    auto endless = nameless();
    endless.id = std::string(300, 'x');
    EXPECT_FALSE(store_.save({{office(), RememberedBy::display, changes},
                              {nameless(), RememberedBy::port, changes},
                              {endless, RememberedBy::port, changes}}));
    EXPECT_EQ(load(office()), copy_only());
    EXPECT_EQ(load(nameless()), copy_only());
    EXPECT_EQ(file_count(), 2U) << "nothing that was begun is left";
}

TEST_F(Store, AddsUpWhatIsSaidOfOneDisplayAtOnce) {
    SinkChanges changes;
    changes.enabled = false;
    ASSERT_TRUE(
        store_.save({{office(), RememberedBy::display, copy_only()}, {office(), RememberedBy::display, changes}}));
    changes.path = copy_only().path;
    EXPECT_EQ(load(office()), changes);
}

TEST(DefaultFolder, IsInTheStateFolderOfTheService) {
    unsetenv("STATE_DIRECTORY");
    EXPECT_EQ(default_settings_folder(), "/var/lib/kmsmirror/sinks");
    setenv("STATE_DIRECTORY", "/tmp/state:/other", 1);
    EXPECT_EQ(default_settings_folder(), "/tmp/state/sinks");
    unsetenv("STATE_DIRECTORY");
}

}  // namespace
}  // namespace kmsmirror::config
