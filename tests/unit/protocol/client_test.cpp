// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "client_fixture.h"
#include "tests/unit/session/raw_client.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(ClientTest, KnowsTheSource) {
    const kmsmirror_info* info = kmsmirror_get_info(client);
    EXPECT_EQ(info->width, 64U);
    EXPECT_EQ(info->height, 48U);
    EXPECT_EQ(info->format, FakeHost::xrgb8888);
    EXPECT_EQ(info->refresh_mhz, 60000U);
    EXPECT_EQ(info->buffer_count, 3U);
    EXPECT_EQ(kmsmirror_get_buffer(client, 3), nullptr);
}

TEST_F(ClientTest, DrawsIntoTheMemoryOfTheSource) {
    const int index = kmsmirror_acquire(client, 0);
    ASSERT_GE(index, 0);
    const auto buffer_index = static_cast<std::uint32_t>(index);
    const kmsmirror_buffer* buffer = kmsmirror_get_buffer(client, buffer_index);
    EXPECT_EQ(kmsmirror_begin_cpu_access(client, buffer_index), 0);
    for (std::uint32_t y = 0; y < buffer->height; ++y)
        std::memset(static_cast<char*>(buffer->pixels) + std::size_t{y} * buffer->pitch, 0x5a, 64 * 4);
    EXPECT_EQ(kmsmirror_end_cpu_access(client, buffer_index), 0);
    EXPECT_THAT(host.picture(buffer_index), testing::Each(std::byte{0x5a}));
}

TEST_F(ClientTest, PresentsWithDamageWithoutAndWithEverything) {
    const kmsmirror_rect rectangles[] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
    const std::vector<std::tuple<const kmsmirror_rect*, std::size_t>> damages{
        {rectangles, 2}, {rectangles, 0}, {nullptr, 0}};
    for (const auto& [first, count] : damages) {
        const int index = kmsmirror_acquire(client, 0);
        ASSERT_EQ(kmsmirror_present(client, static_cast<std::uint32_t>(index), first, count, 9), 0);
        session.handle_readable();
    }
    ASSERT_EQ(host.frames.size(), 3U);
    EXPECT_EQ(host.frames[0].serial, 9U);
    EXPECT_THAT(host.frames[0].damage, ElementsAre(Rect{1, 2, 3, 4}, Rect{5, 6, 7, 8}));
    EXPECT_TRUE(host.frames[1].damage.empty());
    EXPECT_THAT(host.frames[2].damage, ElementsAre(Rect{0, 0, 64, 48}));
}

TEST_F(ClientTest, WaitsForABufferNoLongerThanItIsTold) {
    for (int i = 0; i < 3; ++i)
        EXPECT_GE(kmsmirror_acquire(client, 0), 0);
    EXPECT_EQ(kmsmirror_acquire(client, 0), -ETIMEDOUT);
    EXPECT_EQ(kmsmirror_acquire(client, 20), -ETIMEDOUT);
    EXPECT_THAT(kmsmirror_error_text(client), HasSubstr("within 20 ms"));
}

TEST_F(ClientTest, AcquiresTheFreeBufferThatWasPresentedLast) {
    for (const std::uint32_t index : {0U, 1U, 2U}) {
        ASSERT_EQ(kmsmirror_acquire(client, 0), static_cast<int>(index));
    }
    for (const std::uint32_t index : {0U, 2U, 1U}) {
        ASSERT_EQ(kmsmirror_present(client, index, nullptr, 0, 0), 0);
        session.handle_readable();
    }
    session.release(2);
    session.release(0);
    EXPECT_EQ(kmsmirror_acquire(client, 0), 2);
    EXPECT_EQ(kmsmirror_acquire(client, 0), 0);
}

TEST_F(ClientTest, SaysHowOldTheContentsOfABufferAre) {
    const auto age_of_next = [this] {
        const auto index = static_cast<std::uint32_t>(kmsmirror_acquire(client, 0));
        const std::uint32_t age = kmsmirror_get_buffer(client, index)->age;
        EXPECT_EQ(kmsmirror_present(client, index, nullptr, 0, 0), 0);
        session.handle_readable();
        return age;
    };
    EXPECT_EQ(age_of_next(), 0U);  // buffer 0
    EXPECT_EQ(age_of_next(), 0U);  // buffer 1
    session.release(0);
    EXPECT_EQ(age_of_next(), 2U);
    session.release(0);
    EXPECT_EQ(age_of_next(), 1U);
}

TEST_F(ClientTest, ForgetsWhatIsInABufferThatItDiscards) {
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    ASSERT_EQ(kmsmirror_present(client, 0, nullptr, 0, 0), 0);
    session.handle_readable();
    session.release(0);
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    EXPECT_EQ(kmsmirror_get_buffer(client, 0)->age, 1U);
    EXPECT_EQ(kmsmirror_discard(client, 0), 0);
    EXPECT_EQ(kmsmirror_discard(client, 0), -EPERM);
    EXPECT_STREQ(kmsmirror_error_text(client), "buffer 0 was not acquired");
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    EXPECT_EQ(kmsmirror_get_buffer(client, 0)->age, 0U);
}

TEST_F(ClientTest, TellsTheListenerWhatTheDaemonSays) {
    EXPECT_EQ(kmsmirror_dispatch(client), 0);  // the three releases of the greeting came with the buffers
    const int index = kmsmirror_acquire(client, 0);
    ASSERT_EQ(kmsmirror_present(client, static_cast<std::uint32_t>(index), nullptr, 0, 7), 0);
    session.handle_readable();
    session.presented(7, 100, 200);
    session.release(static_cast<std::uint32_t>(index));
    EXPECT_EQ(kmsmirror_dispatch(client), 2);
    EXPECT_THAT(released, ElementsAre(static_cast<std::uint32_t>(index)));
    EXPECT_THAT(presented, ElementsAre(7U, 100U, 200U));
}

TEST_F(ClientTest, KeepsTheRulesForItsCaller) {
    EXPECT_EQ(kmsmirror_present(client, 0, nullptr, 0, 0), -EPERM);
    EXPECT_STREQ(kmsmirror_error_text(client), "buffer 0 was not acquired");
    EXPECT_EQ(kmsmirror_present(client, 9, nullptr, 0, 0), -EINVAL);
    EXPECT_EQ(kmsmirror_present(client, 24, nullptr, 0, 0), -EINVAL);
    const int index = kmsmirror_acquire(client, 0);
    const std::vector<kmsmirror_rect> many(65, {0, 0, 1, 1});
    EXPECT_EQ(kmsmirror_present(client, static_cast<std::uint32_t>(index), many.data(), many.size(), 0), -E2BIG);
    EXPECT_STREQ(kmsmirror_error_text(client), "65 rectangles, 64 are allowed");
    EXPECT_EQ(kmsmirror_begin_cpu_access(client, 9), -EINVAL);
}

TEST_F(ClientTest, PassesOnWhyItWasDisconnected) {
    const int index = kmsmirror_acquire(client, 0);
    const kmsmirror_rect outside{0, 0, 65, 1};
    ASSERT_EQ(kmsmirror_present(client, static_cast<std::uint32_t>(index), &outside, 1, 0), 0);
    session.handle_readable();
    EXPECT_EQ(kmsmirror_acquire(client, 1000), -EPROTO);
    EXPECT_THAT(kmsmirror_error_text(client), HasSubstr("refused message 1: rectangle 0,0 to 65,1"));
    EXPECT_EQ(kmsmirror_dispatch(client), -EPROTO);
}

TEST_F(ClientTest, LearnsWhyWhenItPresentsToAClosedSession) {
    const int index = kmsmirror_acquire(client, 0);
    session.end("the source was removed");
    EXPECT_EQ(kmsmirror_present(client, static_cast<std::uint32_t>(index), nullptr, 0, 0), -ENODEV);
    EXPECT_STREQ(kmsmirror_error_text(client), "the daemon ended the session: the source was removed");
}

class AdoptTest : public testing::Test {
protected:
    int adopt(int timeout_ms = 1000) { return kmsmirror_adopt(pair.client.release(), timeout_ms, &client); }

    SessionPair pair = make_session_pair();
    int before = count_open_fds();
    RawClient daemon{std::move(pair.daemon)};
    kmsmirror_session* client = nullptr;
};

TEST_F(AdoptTest, GivesUpOnASilentDaemon) {
    EXPECT_EQ(adopt(10), -ETIMEDOUT);
    EXPECT_EQ(client, nullptr);
    EXPECT_EQ(count_open_fds(), before - 1);
}

TEST_F(AdoptTest, RefusesAnotherVersion) {
    const kmsmirror_frame_hello hello{{KMSMIRROR_FRAME_HELLO, 40}, 2, 1, 8, 8, 0, 0, 64, 1056};
    daemon.send_bytes(&hello, sizeof(hello));
    EXPECT_EQ(adopt(), -EPROTO);
    EXPECT_STREQ(kmsmirror_error_text(nullptr), "the daemon speaks version 2 of the frame channel, not 1");
}

TEST_F(AdoptTest, RefusesABufferThatDoesNotFitIntoItsMemory) {
    const kmsmirror_frame_hello hello{{KMSMIRROR_FRAME_HELLO, 40}, 1, 1, 8, 8, 0, 0, 64, 1056};
    const kmsmirror_frame_buffer buffer{{KMSMIRROR_FRAME_BUFFER, 48}, 0, 8, 8, 0, 32, 1, 256, 0};
    const UniqueFd memory(::memfd_create("buffer", MFD_CLOEXEC));
    daemon.send_bytes(&hello, sizeof(hello));
    daemon.send_bytes(&buffer, sizeof(buffer), {memory.get()});
    EXPECT_EQ(adopt(), -EPROTO);
    EXPECT_EQ(count_open_fds(), before);  // the memory came, the channel went
}

TEST_F(AdoptTest, ReadsTheErrorThatAResetOvertook) {
    const kmsmirror_frame_error error{{KMSMIRROR_FRAME_ERROR, sizeof(error)}, 1, 0, 4, "reason"};
    ASSERT_EQ(::send(pair.client.get(), "unread", 6, 0), 6);
    daemon.send_bytes(&error, sizeof(error));
    daemon.leave();
    EXPECT_EQ(adopt(), -EPROTO);
    EXPECT_STREQ(kmsmirror_error_text(nullptr), "the daemon refused message 4: reason");
}

TEST_F(AdoptTest, NoticesThatTheDaemonIsGone) {
    daemon.leave();
    EXPECT_EQ(adopt(), -EPIPE);
}

}  // namespace
}  // namespace kmsmirror::session
