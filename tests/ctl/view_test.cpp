// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "ctl/view/rates.h"
#include "ctl/view/status_view.h"
#include "ctl/view/table.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

TEST(Words, OfValues) {
    EXPECT_EQ(mode_words({1024, 768, 59940}), "1024x768@59.94");
    EXPECT_EQ(mode_words({1024, 768, 60000}), "1024x768@60");
    EXPECT_EQ(mode_words({}), "none");
    EXPECT_EQ(hertz_words(100000), "100");
    EXPECT_EQ(rect_words({0, 15, 800, 465}), "0,15,800,465");
    EXPECT_EQ(rect_words({}), "");
    EXPECT_EQ(matrix_words({1, 0, 0.5, -0.25, 0.000052, 100}), "1 0 0.5 -0.25 0.000052 100");
    EXPECT_EQ(byte_words(17), "17 B");
    EXPECT_EQ(byte_words(1536), "1.5 KiB");
    EXPECT_EQ(byte_words(7e9), "6.5 GiB");
    EXPECT_EQ(byte_words(1e17), "90949.5 TiB");
}

TEST(Words, OfADisplay) {
    Sink sink;
    EXPECT_EQ(display_words(sink), "display without a name");
    for (const char* state : {"unplugged", "no-display"}) {
        sink.state = state;
        EXPECT_EQ(display_words(sink), "no display");
    }
    sink.model = "U2412";
    EXPECT_EQ(display_words(sink), "U2412");
}

TEST(Lines, AreWrappedBetweenWords) {
    EXPECT_EQ(wrapped("one two three", 0, 2), "  one two three\n");
    EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
    EXPECT_EQ(wrapped("one two three", 100, 0), "one two three\n");
    EXPECT_EQ(wrapped("incomprehensibilities are long", 8, 2), "  incomprehensibilities\n  are\n  long\n");
    EXPECT_EQ(wrapped("narrow", 2, 4), "    narrow\n") << "no room at all";
}

TEST(StatusView, TellsOfNoSourceWhatIsNotOfIt) {
    const Output output(JsonMode::off);
    Status status;
    status.sources.resize(1);
    status.sources[0].id = status.sources[0].connector = "lcd";
    status.sinks.resize(1);
    Sink& sink = status.sinks[0];
    sink.source_id = "lcd";
    sink.path = "copy";
    const auto says = [&](const char* state, const char* words) {
        sink.state = state;
        return status_text(status, nullptr, output).find(words) != std::string::npos;
    };
    EXPECT_TRUE(says("mirroring", "shows lcd by copy;"));
    EXPECT_TRUE(says("blank", "shows black;"));
    EXPECT_TRUE(says("test-pattern", "shows a test pattern;"));
    EXPECT_TRUE(says("identify", "shows which display it is;"));
    EXPECT_TRUE(says("off", "is dark;"));
    sink.path = "none";
    EXPECT_TRUE(says("slow", "shows no frame of lcd yet;"));
    EXPECT_TRUE(says("error", "shows no source;"));
}

TEST(StatusView, HasTheMatrixOfATouchScreenInJson) {
    Status status;
    status.sources.resize(1);
    status.sources[0].id = "lcd";
    status.sources[0].mode = {800, 600, 60'000};
    status.sinks.resize(1);
    EXPECT_TRUE(status_json(status, nullptr)["sinks"][0].at("calibration_matrix").is_null());
    Sink& sink = status.sinks[0];
    sink.source_id = "lcd";
    sink.mode = {800, 600, 60'000};
    sink.region = {400, 0, 800, 300};
    sink.display_part = {0, 0, 800, 600};
    EXPECT_EQ(status_json(status, nullptr)["sinks"][0]["calibration_matrix"], Json({0.5, 0.0, 0.5, 0.0, 0.5, 0.0}));
}

TEST(StatusView, TellsWhyThereIsNoSource) {
    const Output output(JsonMode::off);
    Status status;
    status.version = "0.1.0";
    status.state = "no-source";
    EXPECT_NE(
        status_text(status, nullptr, output).find("\nThere is no source: no card of the board has come up yet.\n"),
        std::string::npos);
    status.error = "the card /dev/dri/panel is not there";
    EXPECT_NE(
        status_text(status, nullptr, output).find("\nThere is no source: the card /dev/dri/panel is not there.\n"),
        std::string::npos);
}

TEST(Tables, HaveColumnsAsWideAsNeeded) {
    const Output output(JsonMode::off);
    Table table({{"NAME"}, {"COUNT", Table::Align::right}, {"LAST"}});
    table.add({{"a"}, {"12"}, {"x"}});
    table.add({{"longer"}, {"1234567"}, {""}});
    EXPECT_EQ(table.text(output, true),
              "NAME      COUNT  LAST\n"
              "a            12  x\n"
              "longer  1234567\n");
    EXPECT_EQ(table.text(output, false),
              "a            12  x\n"
              "longer  1234567\n");
}

TEST(Tables, KeepTheirColumnsAroundAnEmptyCell) {
    const Output output(JsonMode::off);
    Table table({{"A"}, {"B"}, {"C"}});
    table.add({{"a"}, {""}, {"c"}});
    table.add({{"a"}, {"bb"}, {"c"}});
    EXPECT_EQ(table.text(output, false), "a      c\na  bb  c\n");
}

Status status_with(std::uint64_t shown) {
    Status status;
    status.sinks.resize(1);
    status.sinks[0].id = "usb-1";
    status.sinks[0].statistics = {{"frames_shown", shown}};
    return status;
}

TEST(Rates, AreDifferencesInASecond) {
    const Rates rates(status_with(100), std::chrono::milliseconds(2000));
    EXPECT_EQ(rate_words(rates.of(status_with(220).sinks[0]), "frames_shown"), "60.0");
    EXPECT_EQ(rate_words(rates.of(status_with(220).sinks[0]), "frames_lost"), "-");
}

TEST(Rates, AreNotKnownOfWhatBeganAnew) {
    const Rates rates(status_with(100), std::chrono::seconds(1));
    EXPECT_EQ(rate_words(rates.of(status_with(3).sinks[0]), "frames_shown"), "-");
    Sink other = status_with(300).sinks[0];
    other.id = "usb-2";
    EXPECT_TRUE(rates.of(other).empty());
}

}  // namespace
}  // namespace kmsmirror::ctl
