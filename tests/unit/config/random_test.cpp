// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <random>

#include "base/text.h"
#include "config/ini.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/settings_store.h"
#include "config/sink_file.h"
#include "temp_roots.h"

namespace kmsmirror::config {
namespace {

// Always the same files: a failure can be repeated.
constexpr unsigned seed = 20261122;

// Bytes, and pieces of real files so that the bytes get anywhere.
std::string random_text(std::mt19937& random) {
    static const std::string pieces[] = {"[Source]\n", "[Sinks]\n", "Mode=",    "Buffers=",  "Drivers=", "Background=#",
                                         "Card=/dev/", "1280x720",  "@59.94\n", "\n",        "=",        "[",
                                         "]",          "\r",        "3",        "preferred", "udl gud",  "#"};
    std::string text;
    const auto length = std::uniform_int_distribution<int>(0, 40)(random);
    for (int i = 0; i < length; ++i) {
        if (random() % 3 == 0)
            text += static_cast<char>(random() % 256);
        else
            text += pieces[random() % std::size(pieces)];
    }
    return text;
}

bool is_valid(const Config& config) {
    const auto& source = config.source;
    return source.buffers >= 2 && source.buffers <= 4 && source.background.rgb <= 0xffffff &&
           (!source.mode || (source.mode->size.width > 0 && source.mode->size.height > 0));
}

TEST(RandomText, IsReadWithoutHarm) {
    std::mt19937 random(seed);
    int assignment_count = 0;
    int accepted_count = 0;
    for (int i = 0; i < 8'000; ++i) {
        const auto text = random_text(random);
        Config config;
        for (const auto& line : parse_ini(text)) {
            ++assignment_count;
            if (const auto* key = find_key(line.section, line.key))
                accepted_count += key->set(config, line.value) ? 1 : 0;
        }
        ASSERT_TRUE(is_valid(config)) << text;
    }
    // The texts are worth reading only if they reach the values.
    EXPECT_GT(assignment_count, 5'000);
    EXPECT_GT(accepted_count, 40);
}

TEST(RandomText, GivesPrintableMessagesThatNameTheFile) {
    const TempRoots roots;
    std::mt19937 random(seed);
    std::size_t message_count = 0;
    for (int i = 0; i < 300; ++i) {
        roots.write("etc/kmsmirror.conf", random_text(random));
        const auto loaded = load(roots.all());
        EXPECT_TRUE(is_valid(loaded.config));
        for (const auto& message : loaded.messages) {
            EXPECT_EQ(message.file, roots.path("etc/kmsmirror.conf"));
            for (const char c : message.text)
                ASSERT_TRUE(c >= ' ' && c <= '~') << message.text;
        }
        message_count += loaded.messages.size();
    }
    EXPECT_GT(message_count, 100U);
}

// As random_text(), of what stands in files about sinks.
std::string random_sink_text(std::mt19937& random) {
    static const std::string pieces[] = {"[Match]\n",
                                         "[Sink]\n",
                                         "[Sink]\n",
                                         "Make=*\n",
                                         "Serial=[a-\n",
                                         "UsbPath=\\",
                                         "Connector=",
                                         "\nPath=",
                                         "\nEnabled=",
                                         "\nMode=",
                                         "\nFit=",
                                         "\nRotation=",
                                         "\nRegion=",
                                         "\nReflection=",
                                         "\nBezel=",
                                         "\nFilter=",
                                         "\nDither=",
                                         "\nMaxRate=",
                                         "\nSource=",
                                         "Rotation=0\n",
                                         "Fit=none\n",
                                         "Mode=1x1@59.94\n",
                                         "MaxRate=29.9\n",
                                         "fill",
                                         "area",
                                         "wall:2x2:1,",
                                         "90",
                                         "0,0,640,",
                                         "yes",
                                         "auto",
                                         "prime",
                                         "1",
                                         "\n",
                                         "="};
    std::string text;
    const auto length = std::uniform_int_distribution<int>(0, 20)(random);
    for (int i = 0; i < length; ++i) {
        if (random() % 12 == 0)
            text += static_cast<char>(random() % 256);
        else
            text += pieces[random() % std::size(pieces)];
    }
    return text;
}

std::string random_bytes(std::mt19937& random, std::size_t most) {
    std::string bytes(random() % (most + 1), ' ');
    for (char& c : bytes)
        c = random() % 2 == 0 ? static_cast<char>(random() % 256) : "*?[]\\ /.%+#="[random() % 12];
    return bytes;
}

TEST(RandomText, OfSinksIsReadWithoutHarmAndCanBeWritten) {
    std::mt19937 random(seed);
    int accepted_count = 0;
    int refused_count = 0;
    for (int i = 0; i < 8'000; ++i) {
        std::vector<Message> messages;
        const auto rule = parse_sink_file(random_sink_text(random), "f", messages);
        for (const auto& message : messages)
            for (const char c : message.text)
                ASSERT_TRUE(is_printable(c)) << message.text;
        if (!rule) {
            ++refused_count;
            continue;
        }
        SinkIdentity anybody;
        anybody.make = random_bytes(random, 3);
        (void)matches(rule->match, anybody);
        messages.clear();
        ASSERT_EQ(parse_sink_file(sink_file_text(*rule), "f", messages), rule) << sink_file_text(*rule);
        ASSERT_TRUE(messages.empty());
        accepted_count += rule->changes.empty() ? 0 : 1;
    }
    EXPECT_GT(accepted_count, 200);
    EXPECT_GT(refused_count, 200);
}

TEST(RandomDisplays, AreRememberedWhateverTheySay) {
    const TempRoots roots;
    const SettingsStore store(roots.path("state"));
    std::mt19937 random(seed);
    for (std::uint32_t i = 0; i < 100; ++i) {
        SinkIdentity sink;
        sink.make = random_bytes(random, 3);
        sink.model = random_bytes(random, 13);
        sink.serial = random_bytes(random, 13);
        sink.id = "id" + random_bytes(random, 40);
        SinkChanges changes;
        changes.max_rate_mhz = 1000 + i;
        const auto saved = store.save({{sink, i % 2 == 0 ? RememberedBy::display : RememberedBy::port, changes}});
        ASSERT_TRUE(saved) << saved.error();
        const auto all = store.all();
        EXPECT_TRUE(std::any_of(all.rules.begin(), all.rules.end(), [&](const SinkRule& rule) {
            return rule.changes == changes && matches(rule.match, sink);
        }));
        EXPECT_TRUE(all.messages.empty());
    }
    // All files are where they shall be, and say whom they are for.
    std::size_t file_count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(roots.path("."))) {
        if (entry.is_directory())
            continue;
        EXPECT_EQ(entry.path().parent_path().filename(), "state");
        EXPECT_EQ(entry.path().extension(), ".conf");
        ++file_count;
    }
    EXPECT_GT(file_count, 80U);
}

}  // namespace
}  // namespace kmsmirror::config
