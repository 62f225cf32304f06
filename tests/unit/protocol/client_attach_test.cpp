// SPDX-License-Identifier: MIT
// The library with buffers of its caller, and with a daemon that replaces its own.
#include <gmock/gmock.h>

#include "client_fixture.h"
#include "tests/unit/session/raw_client.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ClientAttach : public ClientTest {
protected:
    void present(std::uint32_t index) {
        ASSERT_EQ(kmsmirror_present(client, index, nullptr, 0, 7), 0) << kmsmirror_error_text(client);
        session.handle_readable();
    }

    UniqueFd memory = make_memory();
    kmsmirror_buffer own{this, 64, 48, 256, FakeHost::xrgb8888, 0, 0, memory.get(), 99, "not read"};
};

TEST_F(ClientAttach, GivesTheBufferAnIndex) {
    EXPECT_EQ(attach(own), 16);
    EXPECT_EQ(attach(own), 17);
    EXPECT_EQ(host.attached.size(), 2U);
    const kmsmirror_buffer* buffer = kmsmirror_get_buffer(client, first_attached);
    ASSERT_NE(buffer, nullptr);
    EXPECT_EQ(buffer->pixels, this);
    EXPECT_EQ(buffer->dma_buf, memory.get());
    EXPECT_EQ(buffer->pitch, 256U);
    EXPECT_EQ(buffer->age, 0U);
    EXPECT_EQ(buffer->copy_reason, nullptr);
}

TEST_F(ClientAttach, SaysWhyTheDaemonCopiesIt) {
    host.attachment = {true, "the display cannot scan it out"};
    ASSERT_EQ(attach(own), 16);
    EXPECT_STREQ(kmsmirror_get_buffer(client, first_attached)->copy_reason, "the display cannot scan it out");
}

TEST_F(ClientAttach, PassesOnWhyItIsRefusedAndGoesOn) {
    kmsmirror_buffer narrow = own;
    narrow.pitch = 200;
    EXPECT_EQ(attach(narrow), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client),
                 "the daemon refused the buffer: pitch 200 is less than a row, which has 256 bytes");
    EXPECT_EQ(kmsmirror_get_buffer(client, first_attached), nullptr);
    EXPECT_EQ(attach(own), 16);
}

TEST_F(ClientAttach, AcquiresAttachedBuffersOnly) {
    ASSERT_EQ(attach(own), 16);
    EXPECT_EQ(kmsmirror_acquire(client, 0), 16);
    EXPECT_EQ(kmsmirror_acquire(client, 0), -ETIMEDOUT);
    EXPECT_EQ(kmsmirror_detach_buffer(client, first_attached), 0);
    EXPECT_EQ(kmsmirror_acquire(client, 0), 0);
}

TEST_F(ClientAttach, PresentsWithoutAcquiringWhenItIsFree) {
    ASSERT_EQ(attach(own), 16);
    present(first_attached);
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].buffer_index, first_attached);
    EXPECT_EQ(kmsmirror_present(client, first_attached, nullptr, 0, 8), -EPERM);
    EXPECT_STREQ(kmsmirror_error_text(client), "the daemon has buffer 16 and has not released it");
    session.release(first_attached);
    EXPECT_EQ(kmsmirror_dispatch(client), 1);
    EXPECT_THAT(released, ElementsAre(first_attached));
    present(first_attached);
    EXPECT_EQ(host.frames.size(), 2U);
}

TEST_F(ClientAttach, DetachesAtOnceWhatIsFree) {
    ASSERT_EQ(attach(own), 16);
    EXPECT_EQ(kmsmirror_detach_buffer(client, first_attached), 0);
    EXPECT_EQ(kmsmirror_get_buffer(client, first_attached), nullptr);
    session.handle_readable();
    EXPECT_THAT(host.detached, ElementsAre(first_attached));
    EXPECT_EQ(attach(own), 16);
}

TEST_F(ClientAttach, DetachesWhatTheDaemonShowsWhenItIsReleased) {
    ASSERT_EQ(attach(own), 16);
    present(first_attached);
    EXPECT_EQ(kmsmirror_detach_buffer(client, first_attached), 1);
    EXPECT_EQ(kmsmirror_detach_buffer(client, first_attached), -EALREADY);
    session.handle_readable();
    EXPECT_NE(kmsmirror_get_buffer(client, first_attached), nullptr);
    session.release(first_attached);
    EXPECT_EQ(kmsmirror_dispatch(client), 1);
    EXPECT_THAT(released, ElementsAre(first_attached));
    EXPECT_EQ(kmsmirror_get_buffer(client, first_attached), nullptr);
}

TEST_F(ClientAttach, KeepsTheRulesForItsCaller) {
    EXPECT_EQ(kmsmirror_detach_buffer(client, 0), -EINVAL);
    EXPECT_EQ(kmsmirror_detach_buffer(client, first_attached), -EINVAL);
    kmsmirror_buffer without_memory = own;
    without_memory.dma_buf = -1;
    EXPECT_EQ(kmsmirror_attach_buffer(client, &without_memory, 0), -EBADF);
    for (int i = 0; i < KMSMIRROR_FRAME_MAX_ATTACHED; ++i)
        EXPECT_EQ(attach(own), 16 + i);
    EXPECT_EQ(kmsmirror_attach_buffer(client, &own, 0), -ENOSPC);
    EXPECT_STREQ(kmsmirror_error_text(client), "8 buffers are attached, that is the most");
}

TEST_F(ClientAttach, DetachesABufferWhoseAnswerComesTooLate) {
    EXPECT_EQ(kmsmirror_attach_buffer(client, &own, 1), -ETIMEDOUT);
    EXPECT_STREQ(kmsmirror_error_text(client), "the daemon did not answer within 1 ms");
    session.handle_readable();
    EXPECT_EQ(host.attached.size(), 1U);
    EXPECT_EQ(kmsmirror_dispatch(client), 1);
    EXPECT_EQ(kmsmirror_get_buffer(client, first_attached), nullptr);
    session.handle_readable();
    EXPECT_THAT(host.attached, IsEmpty());
    EXPECT_EQ(attach(own), 16);
}

TEST_F(ClientTest, DrawsIntoTheNewBuffersAndGivesTheOldOnesBack) {
    const int before = count_open_fds();
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    ASSERT_EQ(kmsmirror_present(client, 0, nullptr, 0, 1), 0);
    session.handle_readable();
    host.offer(3, 3);
    session.buffers_replaced();
    const int index = kmsmirror_acquire(client, 0);
    EXPECT_EQ(index, 3);
    EXPECT_EQ(kmsmirror_get_buffer(client, 3)->age, 0U);
    for (std::uint32_t old = 0; old < 3; ++old)
        EXPECT_EQ(kmsmirror_get_buffer(client, old), nullptr);
    session.handle_readable();
    session.handle_readable();
    EXPECT_THAT(host.detached, ElementsAre(1U, 2U));
    EXPECT_EQ(count_open_fds(), before + 3);  // the memory of the host, which keeps the old one too
}

TEST_F(ClientTest, LearnsWhyWhenItGivesBuffersBackToAClosedSession) {
    host.offer(3, 3);
    session.buffers_replaced();
    session.end("the source was removed");
    EXPECT_EQ(kmsmirror_dispatch(client), -ENODEV);
    EXPECT_STREQ(kmsmirror_error_text(client), "the daemon ended the session: the source was removed");
}

TEST_F(ClientTest, ShowsTheFrameThatItDrawsWhileItsBufferIsReplaced) {
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    host.offer(3, 3);
    session.buffers_replaced();
    ASSERT_GT(kmsmirror_dispatch(client), 0);
    const kmsmirror_buffer* buffer = kmsmirror_get_buffer(client, 0);
    ASSERT_NE(buffer, nullptr);
    std::memset(buffer->pixels, 0x11, std::size_t{buffer->pitch} * buffer->height);
    ASSERT_EQ(kmsmirror_present(client, 0, nullptr, 0, 1), 0);
    EXPECT_EQ(kmsmirror_get_buffer(client, 0), nullptr);
    for (int i = 0; i < 3; ++i)
        session.handle_readable();
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].buffer_index, 0U);
    EXPECT_THAT(host.picture(0), testing::Each(std::byte{0x11}));
    EXPECT_THAT(host.detached, ElementsAre(1U, 2U));
    EXPECT_TRUE(session.is_open());
}

TEST_F(ClientTest, GivesABufferBackThatItDiscardsWhenItWasReplaced) {
    ASSERT_EQ(kmsmirror_acquire(client, 0), 0);
    host.offer(3, 3);
    session.buffers_replaced();
    ASSERT_GT(kmsmirror_dispatch(client), 0);
    EXPECT_EQ(kmsmirror_discard(client, 0), 0);
    EXPECT_EQ(kmsmirror_get_buffer(client, 0), nullptr);
    for (int i = 0; i < 3; ++i)
        session.handle_readable();
    EXPECT_THAT(host.detached, testing::UnorderedElementsAre(0U, 1U, 2U));
    EXPECT_TRUE(session.is_open());
}

TEST_F(ClientTest, KeepsItsOwnBuffersWhenTheDaemonReplacesItsOwn) {
    // twice, so that the indices come again
    for (const std::uint32_t index : {3U, 0U}) {
        host.offer(index, 3);
        session.buffers_replaced();
        EXPECT_EQ(kmsmirror_acquire(client, 0), static_cast<int>(index));
        for (int i = 0; i < 3; ++i)
            session.handle_readable();
        ASSERT_EQ(kmsmirror_present(client, index, nullptr, 0, 1), 0);
        session.handle_readable();
    }
    EXPECT_EQ(host.frames.size(), 2U);
    EXPECT_TRUE(session.is_open());
}

}  // namespace
}  // namespace kmsmirror::session
