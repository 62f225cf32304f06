// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/usb_device.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;

class RecordingDisplay : public Display {
public:
    RecordingDisplay() : Display({0x17e9, 0x0101, "maker", "name", "serial"}, Edid{}) {}

    ControlReply control(const Setup& setup, Bytes data) override {
        ++requests;
        last = setup;
        last_data.assign(data.begin(), data.end());
        return reply;
    }
    bool bulk_out(Bytes data) override { return data.size() != 13; }
    [[nodiscard]] std::optional<Size> mode() const override { return std::nullopt; }
    [[nodiscard]] bool is_shown() const override { return false; }
    [[nodiscard]] bool consists_of(std::span<const std::uint32_t> /*colours*/) const override { return false; }
    [[nodiscard]] Image picture() const override { return {}; }

    int requests = 0;
    Setup last;
    Octets last_data;
    ControlReply reply;

private:
    [[nodiscard]] bool is_picture_black() const override { return true; }
};

class UsbDeviceTest : public testing::Test {
protected:
    Completion get(std::uint8_t type, std::uint8_t request, std::uint16_t value, std::uint16_t length) {
        SubmitRequest submit;
        submit.is_in = true;
        submit.length = length;
        submit.setup = {type, request, static_cast<std::uint8_t>(value),  static_cast<std::uint8_t>(value >> 8U),
                        0,    0,       static_cast<std::uint8_t>(length), static_cast<std::uint8_t>(length >> 8U)};
        return device_.submit(submit, {});
    }
    Completion set(std::uint8_t type, std::uint8_t request, std::uint8_t value, const Octets& data = {}) {
        SubmitRequest submit;
        submit.length = static_cast<std::uint32_t>(data.size());
        submit.setup = {type, request, value, 0, 0, 0, static_cast<std::uint8_t>(data.size()), 0};
        return device_.submit(submit, data);
    }
    Completion bulk(std::uint32_t endpoint, bool is_in, std::size_t length) {
        SubmitRequest submit;
        submit.endpoint = endpoint;
        submit.is_in = is_in;
        return device_.submit(submit, Octets(length));
    }

    RecordingDisplay display_;
    UsbDevice device_{display_};
};

TEST_F(UsbDeviceTest, IsAHighSpeedDeviceOfItsVendor) {
    const Completion done = get(0x80, 6, 0x0100, 64);
    EXPECT_EQ(done.status, 0);
    EXPECT_EQ(done.actual_length, 18U);
    EXPECT_EQ(done.data, (Octets{18, 1, 0, 2, 0, 0, 0, 64, 0xe9, 0x17, 1, 1, 0, 1, 1, 2, 3, 1}));
}

TEST_F(UsbDeviceTest, HasOneVendorInterfaceWithABulkOutEndpoint) {
    const Completion done = get(0x80, 6, 0x0200, 255);
    ASSERT_EQ(done.data.size(), 25U);
    EXPECT_EQ(load_le16(&done.data[2]), 25);
    EXPECT_EQ(done.data[9 + 4], 1);
    EXPECT_EQ(done.data[9 + 5], 0xff);
    EXPECT_EQ(Octets(done.data.begin() + 18, done.data.end()), (Octets{7, 5, 0x01, 2, 0x00, 0x02, 0}));
    EXPECT_EQ(get(0x80, 6, 0x0200, 9).actual_length, 9U);
}

TEST_F(UsbDeviceTest, HasStrings) {
    EXPECT_EQ(get(0x80, 6, 0x0300, 255).data, (Octets{4, 3, 0x09, 0x04}));
    EXPECT_EQ(get(0x80, 6, 0x0302, 255).data, (Octets{10, 3, 'n', 0, 'a', 0, 'm', 0, 'e', 0}));
    EXPECT_EQ(get(0x80, 6, 0x0304, 255).status, -EPIPE);
}

TEST_F(UsbDeviceTest, RemembersItsConfiguration) {
    EXPECT_EQ(get(0x80, 8, 0, 1).data, Octets{0});
    EXPECT_EQ(set(0, 9, 1).status, 0);
    EXPECT_EQ(get(0x80, 8, 0, 1).data, Octets{1});
    EXPECT_EQ(set(0, 9, 2).status, -EPIPE);
    EXPECT_EQ(set(1, 11, 0).status, 0);
    EXPECT_EQ(set(1, 11, 1).status, -EPIPE);
    EXPECT_EQ(get(0x80, 0, 0, 2).data, (Octets{1, 0}));
    EXPECT_EQ(get(0x80, 0x55, 0, 2).status, -EPIPE);
}

TEST_F(UsbDeviceTest, AsksTheDisplayForVendorRequestsAndDescriptors) {
    EXPECT_EQ(get(0xc0, 0x02, 0x0100, 2).status, -EPIPE);
    display_.reply = Octets{1, 2, 3};
    const Completion done = get(0xc0, 0x02, 0x0100, 2);
    EXPECT_EQ(done.data, (Octets{1, 2}));
    EXPECT_EQ(display_.last.value, 0x0100);
    EXPECT_EQ(get(0x80, 6, 0x5f00, 255).data.size(), 3U);
    EXPECT_EQ(set(0x40, 0x12, 0, {7, 8}).actual_length, 2U);
    EXPECT_EQ(display_.last_data, (Octets{7, 8}));
    EXPECT_EQ(display_.requests, 4);
    EXPECT_EQ(get(0x80, 6, 0x0f00, 255).status, -EPIPE);
    EXPECT_EQ(display_.requests, 4) << "standard descriptors are not the display's business";
}

TEST_F(UsbDeviceTest, StallsWhenTheDirectionsContradict) {
    SubmitRequest submit;
    submit.length = 8;
    submit.setup = {0x80, 6, 0, 1, 0, 0, 8, 0};
    EXPECT_EQ(device_.submit(submit, Octets(8)).status, -EPIPE);
}

TEST_F(UsbDeviceTest, NeverReturnsMoreThanTheHostMadeRoomFor) {
    SubmitRequest submit;
    submit.is_in = true;
    submit.length = 4;
    submit.setup = {0x80, 6, 0, 1, 0, 0, 18, 0};
    EXPECT_EQ(device_.submit(submit, {}).data.size(), 4U);
}

TEST_F(UsbDeviceTest, CountsTransfers) {
    EXPECT_EQ(bulk(1, false, 100).actual_length, 100U);
    EXPECT_EQ(bulk(1, false, 13).status, -EPIPE);
    EXPECT_EQ(bulk(2, false, 1).status, -EPIPE);
    EXPECT_EQ(bulk(1, true, 0).status, -EPIPE);
    get(0x80, 6, 0x0100, 18);
    EXPECT_EQ(device_.counters().bulk_transfers, 2U);
    EXPECT_EQ(device_.counters().bulk_bytes, 113U);
    EXPECT_EQ(device_.counters().control_transfers, 1U);
    device_.reset_counters();
    EXPECT_EQ(device_.counters().bulk_bytes, 0U);
}

}  // namespace
}  // namespace kmsmirror::emulator
