// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <string_view>

#include "config/load.h"
#include "config/sink_file.h"
#include "temp_roots.h"

namespace kmsmirror::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Severity = Message::Severity;

SinkIdentity dell_foyer() {
    return {"platform-usb-0:1.2:1.0-USB-1", "udl", "platform-usb-0:1.2:1.0", "USB-1", "DEL", "DELL U2412M", "K9X[1]*"};
}

class SinkRules : public testing::Test {
protected:
    [[nodiscard]] Loaded load() const { return config::load(roots_.all()); }
    [[nodiscard]] SinkChanges changes_for_foyer() const { return changes_for(load().config, dell_foyer()); }

    TempRoots roots_;
};

TEST_F(SinkRules, ReadEveryKey) {
    roots_.write("etc/sinks.d/10.conf",
                 "[Match]\nId=*USB-1\nDriver=u?l\nUsbPath=platform-*-0:1.2*\nConnector=USB-1\nMake=DEL\n"
                 "Model=*U2412*\nSerial=K9X\\[1]\\*\n"
                 "[Sink]\nEnabled=no\nPath=copy\nMode=1280x720@50\nFit=fill\nRotation=90\n"
                 "Reflection=y\nRegion=wall:2x2:1,0\nBezel=20\nFilter=bilinear\nDither=ordered\n"
                 "MaxRate=29.97\nSource=platform-lcdc-HDMI-A-1\n");
    for (const auto& message : load().messages)
        ADD_FAILURE() << described(message);
    SinkChanges expected;
    expected.enabled = false;
    expected.path = PathChoice::copy;
    expected.mode = ModeWish{{1280, 720}, 50'000};
    expected.fit = Fit::fill;
    expected.rotation = 90;
    expected.reflection = Reflection::y;
    expected.region = Wall{2, 2, 1, 0};
    expected.bezel = 20;
    expected.filter = Filter::bilinear;
    expected.dither = Dither::ordered;
    expected.max_rate_mhz = 29'970;
    expected.source_id = "platform-lcdc-HDMI-A-1";
    EXPECT_EQ(changes_for_foyer(), expected);
}

TEST_F(SinkRules, CountOnlyWhereAllCriteriaMatch) {
    for (const char* other : {"Id=x*", "Driver=gud", "UsbPath=platform-usb-0:1.20*", "Connector=USB-2", "Make=D",
                              "Model=U2412*", "Serial=K9X[1]?"}) {
        roots_.write("etc/sinks.d/10.conf", std::string("[Match]\nMake=*\n") + other + "\n[Sink]\nEnabled=no\n");
        EXPECT_TRUE(changes_for_foyer().empty()) << other;
    }
    roots_.write("etc/sinks.d/10.conf", "[Match]\nMake=X\nMake=\n[Sink]\nEnabled=no\n");
    EXPECT_EQ(changes_for_foyer().enabled, false);
    EXPECT_EQ(changes_for(load().config, SinkIdentity()).enabled, false);
}

TEST_F(SinkRules, OfLaterFilesWinKeyByKey) {
    roots_.write("lib/sinks.d/10.conf", "[Match]\nMake=DEL\n[Sink]\nPath=copy\nMaxRate=10\nMode=1x1\n");
    roots_.write("etc/sinks.d/20.conf", "[Sink]\nMaxRate=20\nMode=\n");
    roots_.write("run/sinks.d/30.conf", "[Match]\nMake=other\n[Sink]\nMaxRate=30\n");
    roots_.write("run/sinks.d/10.conf.bak", "[Sink]\nEnabled=no\n");
    SinkChanges expected;
    expected.path = PathChoice::copy;
    expected.max_rate_mhz = 20'000;
    expected.mode.emplace();
    EXPECT_EQ(changes_for_foyer(), expected);

    roots_.write("etc/sinks.d/10.conf", "");
    EXPECT_EQ(changes_for_foyer().path, std::nullopt);
}

TEST_F(SinkRules, IgnoreWhatIsNotKnownWithAWarning) {
    roots_.write("etc/sinks.d/10.conf", "[Sink]\nPath=copy\nColour=red\n[Sinc]\nA=\n");
    const auto loaded = load();
    const auto file = roots_.path("etc/sinks.d/10.conf");
    EXPECT_THAT(loaded.messages,
                ElementsAre(Message{Severity::warning, file, 3,
                                    "unknown key \"Colour\" in section \"Sink\"; ignored; keys are Enabled, Path, "
                                    "Mode, Fit, Rotation, Reflection, Region, Bezel, Filter, Dither, MaxRate, Source"},
                            Message{Severity::warning, file, 5,
                                    "unknown section \"Sinc\": \"A\" is ignored; sections are [Match] and [Sink]"}));
    EXPECT_FALSE(loaded.is_refused());
    SinkChanges expected;
    expected.path = PathChoice::copy;
    EXPECT_EQ(changes_for_foyer(), expected);
}

TEST_F(SinkRules, TakeFourZerosForAllOfTheSource) {
    roots_.write("etc/sinks.d/10.conf", "[Sink]\nRegion=0,0,8,8\n");
    roots_.write("etc/sinks.d/20.conf", "[Sink]\nRegion=0,0,0,0\n");
    EXPECT_THAT(load().messages, IsEmpty()) << "as files of 0.1 say it";
    EXPECT_EQ(changes_for_foyer().region, RegionChoice());
}

TEST_F(SinkRules, OfAFileWithABadValueDoNotCount) {
    roots_.write("etc/sinks.d/10.conf", "[Sink]\nMaxRate=10\n");
    const auto file = roots_.path("etc/sinks.d/20.conf");
    for (const char* bad :
         {"Enabled=1", "Path=heap", "Mode=big", "Fit=crop", "Rotation=45", "Region=1,2,3", "Region=wall:2x2:2,0",
          "Reflection=xy", "Bezel=4097", "Filter=best", "Dither=yes", "MaxRate=fast", "Source=a b"}) {
        roots_.write("etc/sinks.d/20.conf", std::string("[Sink]\nMaxRate=20\n") + bad + "\n");
        const auto loaded = load();
        // One of them stands twice, which is said as well.
        ASSERT_EQ(loaded.messages.size(), std::string_view(bad).starts_with("MaxRate=") ? 2U : 1U) << bad;
        EXPECT_TRUE(loaded.is_refused()) << bad;
        for (const Message& message : loaded.messages) {
            EXPECT_EQ(message.file, file);
            EXPECT_EQ(message.line, 3);
        }
        EXPECT_EQ(changes_for(loaded.config, dell_foyer()).max_rate_mhz, 10'000U) << bad;
    }
}

TEST_F(SinkRules, OfTheShippedExampleAreGood) {
    std::filesystem::create_directories(roots_.path("etc/sinks.d"));
    std::filesystem::copy_file(KMSMIRROR_EXAMPLE_SINK, roots_.path("etc/sinks.d/10.conf"));
    EXPECT_THAT(load().messages, IsEmpty());
    EXPECT_EQ(changes_for_foyer().max_rate_mhz, 30'000U);
    EXPECT_TRUE(changes_for(load().config, SinkIdentity()).empty());
}

TEST(Glob, ForATextFitsNothingElse) {
    for (const std::string text : {"plain", "a*", "*", "?", "[a]", "a\\b", " a ", "a b", " ", "\\*"}) {
        std::vector<Message> messages;
        const auto rule = parse_sink_file("[Match]\nModel=" + glob_for(text) + "\n", "f", messages);
        ASSERT_TRUE(rule) << text;
        SinkIdentity sink;
        sink.model = text;
        EXPECT_TRUE(matches(rule->match, sink)) << text;
        sink.model = text + 'x';
        EXPECT_FALSE(matches(rule->match, sink)) << text;
        sink.model = "x";
        EXPECT_FALSE(matches(rule->match, sink)) << text;
    }
}

}  // namespace
}  // namespace kmsmirror::config
