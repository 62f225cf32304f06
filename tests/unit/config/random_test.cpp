// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>

#include "config/ini.h"
#include "config/keys.h"
#include "config/load.h"
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
            EXPECT_EQ(message.text.rfind(roots.path("etc/kmsmirror.conf"), 0), 0U);
            for (const char c : message.text)
                ASSERT_TRUE(c >= ' ' && c <= '~') << message.text;
        }
        message_count += loaded.messages.size();
    }
    EXPECT_GT(message_count, 100U);
}

}  // namespace
}  // namespace kmsmirror::config
