// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(BusService, AnnouncesExactlyThePropertiesThatDiffer) {
    auto sink = example_sink();
    sink.path = Path::copy;
    sink.path_reason = {{"ATOMIC", errno_error(ENOMEM)},
                        ErrorClass::permanent,
                        std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(20)};
    sink.fallback_count = 1;
    on_loop([&] { service_->set_sink(sink); });
    EXPECT_THAT(
        changes(),
        ElementsAre(sink_path + " \"org.kmsmirror1.Sink\", {\"Path\": \"copy\", \"PathReason\": (\"ATOMIC\", "
                                "\"ENOMEM\", \"permanent\", \"2026-11-22T20:00:00Z\"), \"FallbackCount\": 1}, []"));
}

TEST_F(BusService, AnnouncesEachPropertyOfASinkByItsName) {
    const std::pair<const char*, std::function<void(SinkStatus&)>> edits[] = {
        {"State", [](auto& s) { s.state = SinkState::error; }},
        {"Error", [](auto& s) { s.error = "x"; }},
        {"Source", [](auto& s) { s.source_id = "x"; }},
        {"Driver", [](auto& s) { s.driver = "gud"; }},
        {"Connector", [](auto& s) { s.connector = "x"; }},
        {"DevicePath", [](auto& s) { s.device_path = "x"; }},
        {"UsbPath", [](auto& s) { s.usb_path = "x"; }},
        {"Identity", [](auto& s) { s.serial = "x"; }},
        {"Path", [](auto& s) { s.path = Path::copy; }},
        {"PathReason", [](auto& s) { s.path_reason = PathFailure{}; }},
        {"FallbackCount", [](auto& s) { s.fallback_count = 9; }},
        {"Mode", [](auto& s) { s.mode.refresh_mhz = 1; }},
        {"Format", [](auto& s) { s.format = "RG16"; }},
    };
    auto sink = example_sink();
    for (const auto& [name, edit] : edits) {
        edit(sink);
        on_loop([&] { service_->set_sink(sink); });
        EXPECT_THAT(changes(), ElementsAre(HasSubstr(std::string("Sink\", {\"") + name + "\": "))) << name;
    }
}

TEST_F(BusService, AnnouncesTheChangesOfOneTurnTogether) {
    auto source = example_source();
    on_loop([&] {
        source.state = SourceState::error;
        service_->set_source(source);
        source.format = "RG16";
        service_->set_source(source);
    });
    EXPECT_THAT(changes(), ElementsAre(AllOf(HasSubstr("\"State\": \"error\""), HasSubstr("\"Format\": \"RG16\""))));
}

TEST_F(BusService, AnnouncesNothingForWhatIsAsBefore) {
    on_loop([&] {
        auto sink = example_sink();
        sink.state = SinkState::error;
        service_->set_sink(sink);
        service_->set_sink(example_sink());
        service_->set_source(example_source());
    });
    EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(BusService, AnnouncesANewSinkWithItsProperties) {
    auto sink = example_sink();
    sink.id = "usb-2";
    on_loop([&] { service_->set_sink(sink); });
    ASSERT_TRUE(wait_for_signals());
    ASSERT_EQ(client_.signals().size(), 1U);
    const auto& signal = client_.signals().front();
    EXPECT_EQ(signal.name, "InterfacesAdded");
    EXPECT_THAT(signal.text, AllOf(HasSubstr("/org/kmsmirror1/sink/usb_2d2"), HasSubstr("\"Path\": \"prime\"")));
}

TEST_F(BusService, AnnouncesARemovedSink) {
    on_loop([&] {
        service_->remove_sink("usb-1:1");
        service_->remove_sink("nobody");
    });
    ASSERT_TRUE(wait_for_signals());
    ASSERT_EQ(client_.signals().size(), 1U);
    EXPECT_EQ(client_.signals().front().name, "InterfacesRemoved");
    EXPECT_THAT(client_.signals().front().text, AllOf(HasSubstr(sink_path), HasSubstr("org.kmsmirror1.Sink")));
}

TEST_F(BusService, KeepsTheObjectOfASinkThatComesBackInTheSameTurn) {
    on_loop([&] {
        service_->remove_sink("usb-1:1");
        auto sink = example_sink();
        sink.device_path = "/dev/dri/card7";
        service_->set_sink(sink);
    });
    EXPECT_THAT(changes(), ElementsAre(HasSubstr("{\"DevicePath\": \"/dev/dri/card7\"}")));
    EXPECT_EQ(client_.signals().size(), 1U);
}

TEST_F(BusService, CountsWithoutWakingClients) {
    EXPECT_EQ(client_.call_without_options(source_path, source_interface, "GetStatistics").text,
              R"({"bytes_read": 14, "frames_flipped": 12, "frames_presented": 11, "sequence": 13})");
    EXPECT_EQ(client_.call_without_options(sink_path, sink_interface, "GetStatistics").text,
              R"({"bytes_copied": 7000000000, "commits": 6, "frames_lost": 4, "frames_offered": 1, )"
              R"("frames_shown": 2, "frames_superseded": 3, "last_shown_sequence": 5})");
    ASSERT_TRUE(wait_for_signals());
    EXPECT_THAT(client_.signals(), IsEmpty());
}

}  // namespace
}  // namespace kmsmirror::test
