// SPDX-License-Identifier: MIT
#include "config/load.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "config/keys.h"
#include "config/sink_keys.h"
#include "temp_roots.h"

namespace kmsmirror::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Severity = Message::Severity;

class Load : public testing::Test {
protected:
    [[nodiscard]] Loaded load() const { return config::load(roots_.all()); }

    TempRoots roots_;
};

TEST_F(Load, OfNothingIsTheDefaults) {
    const auto [config, messages, places] = load();
    EXPECT_EQ(config, Config{});
    EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Load, ReadsEveryKey) {
    roots_.write("etc/kmsmirror.conf",
                 "[Source]\nCard=/dev/dri/card3\nConnector=DSI-1\nMode=1280x720@50\nFormat=RGB565\n"
                 "Background=#102030\nBuffers=2\nAllocator=dumb\nHeap=never\n[Sinks]\nDrivers=gud\nIdleRepaint=3\n"
                 "[Access]\nGroup=video\n");
    const auto [config, messages, places] = load();
    Config expected;
    expected.source = {"/dev/dri/card3",
                       "DSI-1",
                       ModeWish{{1280, 720}, 50'000},
                       Format::rgb565,
                       Background{Background::Kind::color, 0x102030},
                       2,
                       Allocator::dumb,
                       HeapUse::never};
    expected.sinks = {{"gud"}, std::chrono::minutes(3)};
    expected.access.group = "video";
    EXPECT_EQ(config, expected);
    EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Load, SetsTheDefaultForAnEmptyValue) {
    roots_.write("lib/kmsmirror.conf", "[Source]\nCard=/dev/dri/card3\nMode=1x1\nBuffers=4\n[Sinks]\nDrivers=gud\n");
    roots_.write("etc/kmsmirror.conf.d/a.conf", "[Source]\nCard=\nMode=preferred\nBuffers=\n[Sinks]\nDrivers=\n");
    EXPECT_EQ(load().config, Config{});
}

TEST_F(Load, TellsWhereAValueWasSet) {
    roots_.write("lib/kmsmirror.conf", "[Source]\nBuffers=2\nFormat=RGB565\n");
    roots_.write("etc/kmsmirror.conf.d/10.conf", "\n[Source]\nBuffers=4\n");
    roots_.write("etc/kmsmirror.conf.d/20.conf", "[Source]\nBuffers=9\n[Sinks]\nDrivers=gud\n");
    const auto places = load().places;
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places.at({"Source", "Buffers"}), (Place{roots_.path("etc/kmsmirror.conf.d/10.conf"), 3}));
    EXPECT_EQ(places.at({"Source", "Format"}), (Place{roots_.path("lib/kmsmirror.conf"), 3}));
}

TEST_F(Load, CanBeRepeatedAndTellsWhetherAFileWasRefused) {
    EXPECT_FALSE(load().is_refused());
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nBufers=3\nFormat=RGB565\n");
    EXPECT_FALSE(load().is_refused());
    EXPECT_EQ(load().config.source.format, Format::rgb565);
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nBuffers=5\n");
    EXPECT_TRUE(load().is_refused());
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nBuffers=4\n");
    EXPECT_FALSE(load().is_refused());
    EXPECT_EQ(load().config.source.buffers, 4U);
}

TEST_F(Load, WritesEachValueAsItReadsIt) {
    roots_.write("etc/kmsmirror.conf",
                 "[Source]\nCard=/dev/dri/card3\nConnector=DSI-1\nMode=1280x720@59.94\nFormat=RGB565\n"
                 "Background=#102030\nBuffers=2\nHeap=always\n[Sinks]\nDrivers=gud udl\nIdleRepaint=0\n"
                 "[Access]\nGroup=video\n");
    for (const Config& written : {Config(), load().config}) {
        Config read;
        for (const Key& key : all_keys())
            EXPECT_TRUE(key.set(read, key.text(written))) << key.name;
        EXPECT_EQ(read, written);
    }
}

TEST_F(Load, TakesTheFirstMainFileOnly) {
    roots_.write("run/kmsmirror.conf", "[Source]\nBuffers=2\n");
    roots_.write("lib/kmsmirror.conf", "[Source]\nBuffers=4\nFormat=RGB565\n");
    const auto config = load().config;
    EXPECT_EQ(config.source.buffers, 2U);
    EXPECT_EQ(config.source.format, Format::xrgb8888);
}

TEST_F(Load, AppliesDropInsOfAllRootsByTheirNames) {
    roots_.write("etc/kmsmirror.conf", "[Source]\nBuffers=4\n");
    roots_.write("lib/kmsmirror.conf.d/30.conf", "[Source]\nConnector=c30\n");
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nBuffers=2\nConnector=c10\n");
    roots_.write("run/kmsmirror.conf.d/20.conf", "[Source]\nConnector=c20\n");
    roots_.write("run/kmsmirror.conf.d/99.conf.bak", "[Source]\nConnector=backup\n");
    const auto config = load().config;
    EXPECT_EQ(config.source.buffers, 2U);
    EXPECT_EQ(config.source.connector, "c30");
}

TEST_F(Load, HidesDropInsOfTheSameNameInLaterRoots) {
    roots_.write("lib/kmsmirror.conf.d/10.conf", "[Source]\nBuffers=2\n");
    roots_.write("lib/kmsmirror.conf.d/20.conf", "[Source]\nFormat=RGB565\n");
    roots_.write("etc/kmsmirror.conf.d/10.conf", "");
    std::filesystem::create_symlink("/dev/null", roots_.path("etc/kmsmirror.conf.d/20.conf"));
    const auto [config, messages, places] = load();
    EXPECT_EQ(config, Config{});
    EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Load, WarnsOfWhatItDoesNotKnowAndReadsTheRest) {
    roots_.write("etc/kmsmirror.conf", "Stray=1\n[Source]\nBufers=2\nwhat\nBuffers=2\n[Sauce]\nBuffers=4\n");
    const auto [config, messages, places] = load();
    EXPECT_EQ(config.source.buffers, 2U);
    std::vector<std::string> texts;
    for (const auto& message : messages) {
        EXPECT_EQ(message.severity, Severity::warning);
        texts.push_back(described(message));
    }
    const auto file = roots_.path("etc/kmsmirror.conf");
    EXPECT_THAT(
        texts,
        ElementsAre(file + ":1: \"Stray\" stands before the first [SECTION]; ignored",
                    file + ":3: unknown key \"Bufers\" in section \"Source\"; ignored; keys are Card, Connector, Mode, "
                           "Format, Background, Buffers, Allocator, Heap",
                    file + ":4: neither KEY=VALUE nor [SECTION]; ignored",
                    file + ":7: unknown section \"Sauce\": \"Buffers\" is ignored; sections are [Source], [Sinks] and "
                           "[Access]"));
}

TEST_F(Load, WarnsOfAKeyThatStandsTwice) {
    roots_.write("etc/kmsmirror.conf", "[Source]\nBuffers=2\n[Sinks]\nBuffers=1\n[Source]\nBuffers=4\n");
    const auto [config, messages, places] = load();
    EXPECT_EQ(config.source.buffers, 4U);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[1], (Message{Severity::warning, roots_.path("etc/kmsmirror.conf"), 6,
                                    "\"Buffers\" stands in line 2 already; this one counts"}));
}

TEST_F(Load, RefusesTheWholeFileForABadValueAndKeepsTheOthers) {
    roots_.write("etc/kmsmirror.conf", "[Source]\nConnector=DSI-1\n");
    roots_.write("etc/kmsmirror.conf.d/10.conf", "[Source]\nConnector=c10\nBuffers=\x01 9\nMode=big\n");
    roots_.write("etc/kmsmirror.conf.d/20.conf", "[Source]\nFormat=RGB565\n");
    const auto [config, messages, places] = load();
    EXPECT_EQ(config.source.connector, "DSI-1");
    EXPECT_EQ(config.source.buffers, 3U);
    EXPECT_EQ(config.source.format, Format::rgb565);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].severity, Severity::error);
    const auto file = roots_.path("etc/kmsmirror.conf.d/10.conf");
    EXPECT_EQ(described(messages[0]), file + ":3: Buffers=\"? 9\": the value must be 2, 3 or 4; the file is ignored");
    EXPECT_THAT(described(messages[1]), StartsWith(file + ":4: Mode=\"big\": the value must be \"preferred\" or "));
}

TEST_F(Load, RefusesWhatIsNoFileOrTooLarge) {
    roots_.write("etc/kmsmirror.conf.d/10.conf/file", "");
    roots_.write("etc/kmsmirror.conf.d/20.conf", "[Source]\nBuffers=2\n" + std::string(70'000, '\n'));
    const auto [config, messages, places] = load();
    EXPECT_EQ(config, Config{});
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(described(messages[0]), roots_.path("etc/kmsmirror.conf.d/10.conf") + ": not a file; ignored");
    EXPECT_EQ(described(messages[1]),
              roots_.path("etc/kmsmirror.conf.d/20.conf") + ": larger than 64 KiB; the file is ignored");
}

TEST_F(Load, SaysWhichFolderCannotBeReadAndReadsTheOthers) {
    roots_.write("etc", "not a folder");
    roots_.write("run/kmsmirror.conf.d", "not a folder");
    std::filesystem::create_symlink("sinks.d", roots_.path("run/sinks.d"));
    roots_.write("lib/kmsmirror.conf", "[Source]\nBuffers=2\n");
    const Loaded loaded = load();
    EXPECT_TRUE(loaded.is_refused());
    EXPECT_EQ(loaded.config.source.buffers, 2U);
    ASSERT_EQ(loaded.messages.size(), 3U);
    EXPECT_EQ(described(loaded.messages[0]), roots_.path("etc") + ": cannot be read: Not a directory; ignored");
    EXPECT_EQ(described(loaded.messages[1]),
              roots_.path("run/kmsmirror.conf.d") + ": cannot be read: Not a directory; ignored");
    EXPECT_EQ(described(loaded.messages[2]),
              roots_.path("run/sinks.d") + ": cannot be read: Too many levels of symbolic links; ignored");
    for (const Message& message : loaded.messages)
        EXPECT_EQ(message.severity, Severity::error);
}

TEST_F(Load, SaysWhichFileCannotBeRead) {
    roots_.write("lib/kmsmirror.conf", "[Source]\nBuffers=2\n");
    std::filesystem::create_directories(roots_.path("etc/sinks.d"));
    std::filesystem::create_symlink("kmsmirror.conf", roots_.path("etc/kmsmirror.conf"));
    std::filesystem::create_symlink("nowhere", roots_.path("etc/sinks.d/10.conf"));
    const auto [config, messages, places] = load();
    EXPECT_EQ(config, Config{});
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(described(messages[0]),
              roots_.path("etc/kmsmirror.conf") + ": cannot be read: Too many levels of symbolic links; ignored");
    EXPECT_EQ(described(messages[1]),
              roots_.path("etc/sinks.d/10.conf") + ": cannot be read: No such file or directory; ignored");
}

TEST(Manual, TellsOfEveryKey) {
    std::ifstream file(KMSMIRROR_CONFIG_MANUAL);
    std::ostringstream manual;
    manual << file.rdbuf();
    for (const Key& key : all_keys())
        EXPECT_THAT(manual.str(), HasSubstr(fmt::format("\n*{}=*", key.name)));
    for (const SinkKey& key : all_sink_keys())
        EXPECT_THAT(manual.str(), HasSubstr(fmt::format("*{}=*", key.name)));
}

// The shipped file, in which each key stands behind a comment sign.
std::string shipped_file(bool with_keys) {
    std::ifstream file(KMSMIRROR_DEFAULT_CONFIG);
    std::string text;
    for (std::string line; std::getline(file, line);) {
        const bool is_key = line.size() > 1 && line[0] == '#' && line[1] != ' ' && line.find('=') != std::string::npos;
        text += (with_keys && is_key ? line.substr(1) : line) + '\n';
    }
    return text;
}

TEST_F(Load, FindsOnlyDefaultsAndKnownKeysInTheShippedFile) {
    roots_.write("lib/kmsmirror.conf", shipped_file(false));
    EXPECT_EQ(load().config, Config{});

    roots_.write("lib/kmsmirror.conf", shipped_file(true));
    const auto [config, messages, places] = load();
    EXPECT_THAT(messages, IsEmpty());
    Config expected;
    expected.source.card = "/dev/dri/card0";
    expected.source.connector = "HDMI-A-1";
    EXPECT_EQ(config, expected);
}

}  // namespace
}  // namespace kmsmirror::config
