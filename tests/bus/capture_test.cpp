// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::ElementsAre;

constexpr const char* device_gone = "org.kmsmirror1.Error.DeviceGone";

std::string contents(const UniqueFd& fd) {
    std::array<char, 64> buffer{};
    const auto size = pread(fd.get(), buffer.data(), buffer.size(), 0);
    return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
}

class Captures : public BusService {
protected:
    // A capture of the sink that waits in control_.captures.
    void begin() {
        on_loop([&] { control_.holds_captures = true; });
        const auto take = [](sd_bus_message* message, void* self, sd_bus_error*) {
            const auto* error = sd_bus_message_get_error(message);
            static_cast<Captures*>(self)->answer_ = error == nullptr ? "picture" : error->name;
            return 0;
        };
        ASSERT_GE(sd_bus_call_method_async(client_.get(), nullptr, "org.kmsmirror1", sink_path.c_str(),
                                           sink_interface.c_str(), "Capture", take, this, "a{sv}", 0),
                  0);
        ASSERT_TRUE(wait_on_loop([&] { return !control_.captures.empty(); }));
    }
    std::string wait_for_answer() {
        EXPECT_TRUE(client_.wait_until([&] { return !answer_.empty(); }));
        return answer_;
    }

    std::string answer_;
};

TEST_F(Captures, GiveThePictureAsAFile) {
    const std::pair<std::string, std::string> objects[] = {{source_path, source_interface},
                                                           {sink_path, sink_interface}};
    for (const auto& [path, interface] : objects) {
        const auto reply = client_.call_without_options(path, interface, "Capture");
        EXPECT_EQ(reply.error_name, "");
        EXPECT_EQ(reply.text, R"(fd, {"format": "XR24", "height": 2, "pitch": 16, "sequence": 99, "width": 4})");
        EXPECT_EQ(contents(reply.fd), interface == sink_interface ? "sink usb-1:1" : "source card0-HDMI");
    }
    EXPECT_THAT(control_.requests, ElementsAre("capture source card0-HDMI", "capture sink usb-1:1"));
}

TEST_F(Captures, SayWhyThereIsNone) {
    on_loop([&] { control_.refusal = {bus::ControlError::Kind::not_mirroring, "it is black"}; });
    const auto reply = client_.call_without_options(sink_path, sink_interface, "Capture");
    EXPECT_EQ(reply.error_name, "org.kmsmirror1.Error.NotMirroring");
    EXPECT_EQ(reply.error_text, "it is black");
}

TEST_F(Captures, SayThatThePictureIsMissing) {
    begin();
    on_loop([&] { control_.captures.front()(bus::Capture{}); });
    EXPECT_EQ(wait_for_answer(), failed);
}

TEST_F(Captures, AnswerLaterWhileOthersAreServed) {
    begin();
    EXPECT_EQ(client_.call_without_options(sink_path, sink_interface, "Pause").error_name, "");
    EXPECT_EQ(answer_, "");
    on_loop([&] { control_.captures.front()(example_capture("late")); });
    EXPECT_EQ(wait_for_answer(), "picture");
}

TEST_F(Captures, AnswerOnce) {
    begin();
    on_loop([&] {
        control_.captures.front()(example_capture("one"));
        control_.captures.front()(example_capture("two"));
    });
    EXPECT_EQ(wait_for_answer(), "picture");
    EXPECT_EQ(client_.property(sink_path, sink_interface, "State"), "\"mirroring\"");
}

TEST_F(Captures, AnswerForASinkThatHasGone) {
    begin();
    on_loop([&] { service_->remove_sink("usb-1:1"); });
    on_loop([&] {
        control_.captures.front()(tl::unexpected(bus::ControlError{bus::ControlError::Kind::device_gone, "x"}));
    });
    EXPECT_EQ(wait_for_answer(), device_gone);
}

TEST_F(Captures, AreTooLateWhenTheirSinkHasGone) {
    begin();
    on_loop([&] { service_->remove_sink("usb-1:1"); });
    ASSERT_TRUE(wait_for_signals());
    on_loop([&] { control_.captures.front()(example_capture("late")); });
    EXPECT_EQ(wait_for_answer(), device_gone);
}

TEST_F(Captures, FailWhenTheyAreForgotten) {
    begin();
    on_loop([&] { control_.captures.clear(); });
    EXPECT_EQ(wait_for_answer(), failed);
}

TEST_F(Captures, MayOutliveTheService) {
    begin();
    on_loop([&] { service_.reset(); });
    on_loop([&] {
        control_.captures.front()(example_capture("late"));
        control_.captures.clear();
    });
    EXPECT_EQ(wait_for_answer(), device_gone) << "the connection ends with the last reply";
}

TEST_F(Captures, MayOutliveTheirClient) {
    {
        BusClient other(bus_.address());
        on_loop([&] { control_.holds_captures = true; });
        ASSERT_GE(sd_bus_call_method_async(other.get(), nullptr, "org.kmsmirror1", sink_path.c_str(),
                                           sink_interface.c_str(), "Capture", nullptr, nullptr, "a{sv}", 0),
                  0);
        ASSERT_TRUE(wait_on_loop([&] { return !control_.captures.empty(); }));
    }
    on_loop([&] { control_.captures.front()(example_capture("late")); });
    EXPECT_EQ(client_.property(sink_path, sink_interface, "State"), "\"mirroring\"");
}

}  // namespace
}  // namespace kmsmirror::test
