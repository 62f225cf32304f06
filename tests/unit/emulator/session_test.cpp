// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/session.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "tests/vm/emulator/display_factory.h"

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;
using namespace std::chrono_literals;

Session::Deadline soon() {
    return std::chrono::steady_clock::now() + 10s;
}

// Plays vhci_hcd: the other end of the socket.
class DisplaySessionTest : public testing::Test {
protected:
    DisplaySessionTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        kernel_ = UniqueFd(ends[0]);
        const std::vector<std::string> words = {"panel", "udl"};
        session_ = std::make_unique<Session>("panel", create_display(parse_plug_options(words)), UniqueFd(ends[1]));
    }

    void send(const Octets& bytes) const {
        EXPECT_EQ(::send(kernel_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    }
    Octets receive(std::size_t length) const {
        Octets bytes(length);
        EXPECT_EQ(::recv(kernel_.get(), bytes.data(), length, MSG_WAITALL), static_cast<ssize_t>(length));
        return bytes;
    }
    // The header's status of the answer to an OUT transfer.
    std::uint32_t submit_out(std::uint32_t endpoint, const std::array<std::uint8_t, 8>& setup, const Octets& data) {
        send_out(endpoint, setup, data);
        const Octets reply = receive(usbip_header_size);
        EXPECT_EQ(load_be32(&reply[0]), 3U);
        EXPECT_EQ(load_be32(&reply[4]), seqnum_);
        return load_be32(&reply[20]);
    }
    void send_out(std::uint32_t endpoint, const std::array<std::uint8_t, 8>& setup, const Octets& data) {
        Octets bytes(usbip_header_size);
        store_be32(&bytes[0], 1);
        store_be32(&bytes[4], ++seqnum_);
        store_be32(&bytes[16], endpoint);
        store_be32(&bytes[24], static_cast<std::uint32_t>(data.size()));
        std::copy(setup.begin(), setup.end(), bytes.begin() + 40);
        bytes.insert(bytes.end(), data.begin(), data.end());
        send(bytes);
    }
    void send_unlink(std::uint32_t target) {
        Octets unlink(usbip_header_size);
        store_be32(&unlink[0], 2);
        store_be32(&unlink[4], 50);
        store_be32(&unlink[20], target);
        send(unlink);
    }
    void wait_for_waiting(std::uint64_t count) {
        const auto deadline = soon();
        while (session_->state().waiting_transfers < count)
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    }
    bool has_answer() const {
        std::uint8_t byte = 0;
        return ::recv(kernel_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    }
    void select_channel() {
        const Octets key = {0x57, 0xcd, 0xdc, 0xa7, 0x1c, 0x88, 0x5e, 0x15,
                            0x60, 0xfe, 0xc6, 0x97, 0x16, 0x3d, 0x47, 0xf2};
        EXPECT_EQ(submit_out(0, {0x40, 0x12, 0, 0, 0, 0, 16, 0}, key), 0U);
    }
    void set_mode() {
        EXPECT_EQ(submit_out(1, {}, {0xaf, 0x20, 0x10, 4,    0xaf, 0x20, 0x18, 2,    0xaf, 0x20,
                                     0x0f, 0,    0xaf, 0x20, 0x1f, 0,    0xaf, 0x20, 0xff, 0xff}),
                  0U);
    }

    inline static const Octets white_pixel = {0xaf, 0x68, 0, 0, 2, 1, 0xff, 0xff, 0xaf};

    UniqueFd kernel_;
    std::unique_ptr<Session> session_;
    std::uint32_t seqnum_ = 0;
};

TEST_F(DisplaySessionTest, AnswersADescriptorRequestWithItsData) {
    Octets bytes(usbip_header_size);
    store_be32(&bytes[0], 1);
    store_be32(&bytes[4], 9);
    store_be32(&bytes[12], 1);
    store_be32(&bytes[24], 64);
    const Octets setup = {0x80, 6, 0, 1, 0, 0, 64, 0};
    std::copy(setup.begin(), setup.end(), bytes.begin() + 40);
    send(bytes);
    const Octets reply = receive(usbip_header_size + 18);
    EXPECT_EQ(load_be32(&reply[4]), 9U);
    EXPECT_EQ(load_be32(&reply[20]), 0U);
    EXPECT_EQ(load_be32(&reply[24]), 18U);
    EXPECT_EQ(reply[48], 18);
}

TEST_F(DisplaySessionTest, RebuildsThePicture) {
    select_channel();
    set_mode();
    EXPECT_EQ(submit_out(1, {}, {0xaf, 0x68, 0, 0, 2, 1, 0xff, 0xff, 0xaf}), 0U);
    const auto picture = session_->picture();
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->size, (Size{4, 2}));
    EXPECT_EQ(picture->pixels, (std::vector<std::uint32_t>{0, 0xffffff, 0, 0, 0, 0, 0, 0}));
    const SessionState state = session_->state();
    EXPECT_TRUE(state.is_shown);
    EXPECT_EQ(state.display.updates, 1U);
    EXPECT_EQ(state.usb.bulk_transfers, 2U);
    EXPECT_EQ(state.usb.control_transfers, 1U);
}

TEST_F(DisplaySessionTest, AnswersAnUnlinkOfACompletedTransfer) {
    send_out(0, {0, 9, 1, 0, 0, 0, 0, 0}, {});
    send_unlink(seqnum_);
    const Octets replies = receive(2 * usbip_header_size);
    EXPECT_EQ(load_be32(&replies[0]), 3U);
    EXPECT_EQ(load_be32(&replies[48]), 4U);
    EXPECT_EQ(load_be32(&replies[52]), 50U);
    EXPECT_EQ(load_be32(&replies[68]), 0U);
}

TEST_F(DisplaySessionTest, CountsPicturesOfOtherColours) {
    select_channel();
    session_->watch_colours({0});
    EXPECT_EQ(session_->state().strange_pictures, 1U) << "nothing is shown";
    set_mode();
    EXPECT_EQ(session_->state().strange_pictures, 1U);
    EXPECT_EQ(submit_out(1, {}, white_pixel), 0U);
    EXPECT_EQ(session_->state().strange_pictures, 2U);
    session_->watch_colours({0, 0xffffff});
    EXPECT_EQ(submit_out(1, {}, white_pixel), 0U);
    EXPECT_EQ(session_->state().strange_pictures, 2U);
}

TEST_F(DisplaySessionTest, TellsThoseWhoWaitForAnUpdate) {
    select_channel();
    set_mode();
    const std::uint64_t seen = session_->generation();
    std::thread sender([this] { submit_out(1, {}, {0xaf, 0x68, 0, 0, 0, 1, 1, 1, 0xaf}); });
    EXPECT_TRUE(session_->wait_past(seen, soon()));
    sender.join();
    EXPECT_TRUE(session_->wait_for([](const SessionState& state) { return state.display.updates == 1; }, soon()));
}

TEST_F(DisplaySessionTest, EndsAnUpdateThatNothingFollows) {
    select_channel();
    set_mode();
    Octets full(65024, 0xaf);
    const Octets pixel = {0xaf, 0x68, 0, 0, 0, 1, 0, 7};
    std::copy(pixel.begin(), pixel.end(), full.begin());
    EXPECT_EQ(submit_out(1, {}, full), 0U);
    EXPECT_TRUE(session_->wait_for([](const SessionState& state) { return state.display.updates == 1; }, soon()));
}

TEST_F(DisplaySessionTest, RefusesTransfersLikeADeviceThatIsGone) {
    select_channel();
    set_mode();
    session_->refuse_transfers();
    EXPECT_EQ(submit_out(1, {}, {0xaf, 0x68, 0, 0, 0, 1, 1, 1, 0xaf}), static_cast<std::uint32_t>(-EPROTO));
    EXPECT_EQ(submit_out(0, {0, 9, 1, 0, 0, 0, 0, 0}, {}), static_cast<std::uint32_t>(-EPROTO));
    EXPECT_EQ(session_->state().display.updates, 0U);
    EXPECT_TRUE(session_->state().is_connected);
}

TEST_F(DisplaySessionTest, AnswersNothingWhileItIsStalled) {
    select_channel();
    set_mode();
    session_->stall();
    send_out(1, {}, white_pixel);
    send_out(0, {0, 9, 1, 0, 0, 0, 0, 0}, {});
    wait_for_waiting(2);
    EXPECT_FALSE(has_answer());
    EXPECT_EQ(session_->state().display.updates, 0U);
    session_->resume();
    const Octets replies = receive(2 * usbip_header_size);
    EXPECT_EQ(load_be32(&replies[4]), seqnum_) << "a control transfer overtakes";
    EXPECT_EQ(load_be32(&replies[52]), seqnum_ - 1);
    EXPECT_EQ(session_->state().display.updates, 1U);
    EXPECT_EQ(session_->state().waiting_transfers, 0U);
}

TEST_F(DisplaySessionTest, NeverShowsACancelledTransfer) {
    select_channel();
    set_mode();
    session_->stall();
    send_out(1, {}, white_pixel);
    send_unlink(seqnum_);
    const Octets reply = receive(usbip_header_size);
    EXPECT_EQ(load_be32(&reply[0]), 4U);
    EXPECT_EQ(load_be32(&reply[20]), static_cast<std::uint32_t>(-ECONNRESET));
    session_->resume();
    EXPECT_EQ(submit_out(0, {0, 9, 1, 0, 0, 0, 0, 0}, {}), 0U) << "and the cancelled one is not answered before";
    const SessionState state = session_->state();
    EXPECT_EQ(state.cancelled_transfers, 1U);
    EXPECT_EQ(state.display.pixels, 0U);
    EXPECT_EQ(state.usb.bulk_transfers, 1U) << "that of the mode";
    session_->reset_counters();
    EXPECT_EQ(session_->state().cancelled_transfers, 0U);
}

TEST_F(DisplaySessionTest, TakesBulkTransfersAtItsSpeed) {
    select_channel();
    set_mode();
    session_->set_speed(100 * white_pixel.size());
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(submit_out(1, {}, white_pixel), 0U);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
}

TEST_F(DisplaySessionTest, AppliesAHigherSpeedToWhatWaits) {
    select_channel();
    set_mode();
    session_->set_speed(1);
    send_out(1, {}, Octets(65024, 0xaf));
    wait_for_waiting(1);
    session_->set_speed(std::nullopt);
    receive(usbip_header_size);
    EXPECT_EQ(session_->state().waiting_transfers, 0U);
}

TEST_F(DisplaySessionTest, VanishesInTheMiddleOfATransfer) {
    select_channel();
    set_mode();
    session_->vanish_after(white_pixel.size() + 4);
    EXPECT_EQ(submit_out(1, {}, white_pixel), 0U);
    send_out(1, {}, white_pixel);
    EXPECT_FALSE(session_->wait_past(session_->generation(), soon()));
    EXPECT_FALSE(session_->state().is_connected);
    EXPECT_EQ(::recv(kernel_.get(), &seqnum_, 1, 0), 0) << "it was not answered";
    EXPECT_EQ(session_->state().display.updates, 1U);
}

TEST_F(DisplaySessionTest, FailsWhatWaitsWhenItRefuses) {
    select_channel();
    session_->set_speed(1);
    session_->stall();
    send_out(1, {}, white_pixel);
    wait_for_waiting(1);
    session_->refuse_transfers();
    EXPECT_EQ(load_be32(&receive(usbip_header_size)[20]), static_cast<std::uint32_t>(-EPROTO));
}

TEST_F(DisplaySessionTest, TellsForHowLongNoPixelHasCome) {
    select_channel();
    set_mode();
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(submit_out(1, {}, white_pixel), 0U);
    const auto idle = session_->state().idle;
    EXPECT_LE(idle, std::chrono::steady_clock::now() - start);
    set_mode();
    EXPECT_GE(session_->state().idle, idle) << "a mode is no pixel";
}

TEST_F(DisplaySessionTest, StopsWaitingAtTheDeadline) {
    const auto now = std::chrono::steady_clock::now();
    EXPECT_FALSE(session_->wait_past(session_->generation(), now));
    EXPECT_FALSE(session_->wait_for([](const SessionState& state) { return state.is_shown; }, now));
}

TEST_F(DisplaySessionTest, TellsThoseWhoWaitThatTheCableWasPulled) {
    std::thread pulling([this] { session_->disconnect(); });
    EXPECT_FALSE(session_->wait_past(session_->generation(), soon()));
    pulling.join();
    EXPECT_FALSE(session_->state().is_connected);
    EXPECT_EQ(::recv(kernel_.get(), &seqnum_, 1, 0), 0);
}

TEST_F(DisplaySessionTest, EndsWhenTheKernelLeaves) {
    kernel_.reset();
    EXPECT_FALSE(session_->wait_past(session_->generation(), soon()));
    EXPECT_FALSE(session_->state().is_connected);
}

TEST_F(DisplaySessionTest, EndsWhenTheFramingIsLost) {
    send(Octets(usbip_header_size, 0xee));
    EXPECT_FALSE(session_->wait_past(session_->generation(), soon()));
    EXPECT_FALSE(session_->state().is_connected);
}

TEST_F(DisplaySessionTest, CountsMalformedDataAndGoesOn) {
    select_channel();
    EXPECT_EQ(submit_out(1, {}, {0xaf, 0x68, 0, 0}), 0U);
    EXPECT_EQ(session_->state().display.errors, 1U);
    session_->reset_counters();
    EXPECT_EQ(session_->state().display.errors, 0U);
    set_mode();
    EXPECT_TRUE(session_->state().is_shown);
}

}  // namespace
}  // namespace kmsmirror::emulator
