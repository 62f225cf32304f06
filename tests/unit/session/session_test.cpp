// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ino_t inode_of(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

TEST_F(SessionTest, GreetsWithTheSourceItsBuffersAndTheFreeOnes) {
    ASSERT_EQ(greeting.size(), 7U);
    const auto hello = greeting[0].as<kmsmirror_frame_hello>();
    EXPECT_EQ(hello.header.type, KMSMIRROR_FRAME_HELLO);
    EXPECT_EQ(hello.header.size, sizeof(hello));
    EXPECT_EQ(hello.version, 1U);
    EXPECT_EQ(hello.buffer_count, 3U);
    EXPECT_EQ(hello.width, 64U);
    EXPECT_EQ(hello.height, 48U);
    EXPECT_EQ(hello.format, FakeHost::xrgb8888);
    EXPECT_EQ(hello.refresh_mhz, 60000U);
    EXPECT_EQ(hello.max_rectangles, 64U);
    EXPECT_EQ(hello.max_message_bytes, 1056U);
    const auto offered = host.offered_buffers();
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto buffer = greeting[1 + i].as<kmsmirror_frame_buffer>();
        EXPECT_EQ(buffer.header.type, KMSMIRROR_FRAME_BUFFER);
        EXPECT_EQ(buffer.index, i);
        EXPECT_EQ(buffer.pitch, offered[i].pitch);
        EXPECT_EQ(buffer.offset, offered[i].offset);
        EXPECT_EQ(buffer.bytes, offered[i].bytes);
        EXPECT_EQ(inode_of(greeting[1 + i].fd.get()), inode_of(offered[i].dma_buf));
        const auto release = greeting[4 + i].as<kmsmirror_frame_release>();
        EXPECT_EQ(release.header.type, KMSMIRROR_FRAME_RELEASE);
        EXPECT_EQ(release.index, i);
    }
}

TEST_F(SessionTest, ReleasesOnlyTheBuffersThatAreFree) {
    host.free = {2};
    auto other_pair = make_session_pair();
    Session other(std::move(other_pair.daemon), host, [](CloseReason) {});
    other.start();
    EXPECT_FALSE(other.is_owned_by_client(0));
    EXPECT_TRUE(other.is_owned_by_client(2));
}

TEST_F(SessionTest, HandsAFrameToTheHost) {
    handle(make_present(1, {{0, 0, 64, 48}, {10, 20, 11, 21}}, 77));
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].buffer_index, 1U);
    EXPECT_EQ(host.frames[0].serial, 77U);
    EXPECT_THAT(host.frames[0].damage, ElementsAre(Rect{0, 0, 64, 48}, Rect{10, 20, 11, 21}));
    EXPECT_TRUE(session.is_open());
}

TEST_F(SessionTest, TakesTheFlagForEverythingAsTheWholeBuffer) {
    auto message = make_present(0);
    message.flags = KMSMIRROR_FRAME_PRESENT_ALL;
    handle(message);
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_THAT(host.frames[0].damage, ElementsAre(Rect{0, 0, 64, 48}));
}

TEST_F(SessionTest, TakesNoRectanglesAsNothingChanged) {
    handle(make_present(0));
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_THAT(host.frames[0].damage, IsEmpty());
}

TEST_F(SessionTest, TakesAsManyRectanglesAsAreAllowed) {
    handle(make_present(0, std::vector<kmsmirror_rect>(64, {1, 2, 3, 4})));
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].damage.size(), 64U);
}

TEST_F(SessionTest, KnowsWhoOwnsABuffer) {
    EXPECT_TRUE(session.is_owned_by_client(1));
    handle(make_present(1));
    EXPECT_FALSE(session.is_owned_by_client(1));
    session.release(1);
    EXPECT_TRUE(session.is_owned_by_client(1));
    const auto messages = client.read_all();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].as<kmsmirror_frame_release>().index, 1U);
    handle(make_present(1));
    EXPECT_EQ(host.frames.size(), 2U);
}

TEST_F(SessionTest, ReleasesABufferOnce) {
    session.release(1);
    session.release(99);
    EXPECT_THAT(client.read_all(), IsEmpty());
}

TEST_F(SessionTest, ReportsAFrameThatIsOnTheDisplay) {
    session.presented(5, 1234, 987654321);
    const auto messages = client.read_all();
    ASSERT_EQ(messages.size(), 1U);
    const auto presented = messages[0].as<kmsmirror_frame_presented>();
    EXPECT_EQ(presented.header.type, KMSMIRROR_FRAME_PRESENTED);
    EXPECT_EQ(presented.serial, 5U);
    EXPECT_EQ(presented.sequence, 1234U);
    EXPECT_EQ(presented.time_ns, 987654321U);
}

TEST_F(SessionTest, LetsTheHostReleaseWhileItIsHandedAFrame) {
    host.on_present = [this](const PresentedFrame& frame) {
        session.release(frame.buffer_index);
        session.presented(frame.serial, 1, 1);
    };
    handle(make_present(2));
    EXPECT_TRUE(session.is_owned_by_client(2));
    EXPECT_EQ(client.read_all().size(), 2U);
}

TEST_F(SessionTest, ReadsOneMessageEachTime) {
    ASSERT_TRUE(client.send(make_present(0)));
    ASSERT_TRUE(client.send(make_present(1)));
    session.handle_readable();
    EXPECT_EQ(host.frames.size(), 1U);
    session.handle_readable();
    EXPECT_EQ(host.frames.size(), 2U);
}

TEST_F(SessionTest, StaysOpenWhenThereIsNothingToRead) {
    session.handle_readable();
    EXPECT_TRUE(session.is_open());
}

TEST_F(SessionTest, ClosesQuietlyWhenTheClientLeaves) {
    testing::internal::CaptureStderr();
    log::set_level(log::Level::debug);
    client.leave();
    session.handle_readable();
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(reason, CloseReason::client_left);
    EXPECT_EQ(session.fd(), -1);
    EXPECT_FALSE(session.is_owned_by_client(0));
}

TEST_F(SessionTest, HandlesTheLastFrameOfAClientThatLeftWithoutReading) {
    session.presented(1, 1, 1);  // unread when the client leaves: that resets the connection
    ASSERT_TRUE(client.send(make_present(0)));
    client.leave();
    for (int i = 0; i < 3; ++i)
        session.handle_readable();
    EXPECT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(reason, CloseReason::client_left);
}

TEST_F(SessionTest, LearnsFromReadingThatTheClientLeftWhenItSends) {
    client.leave();
    session.presented(1, 1, 1);
    EXPECT_TRUE(session.is_open());
    session.handle_readable();
    EXPECT_EQ(reason, CloseReason::client_left);
}

TEST_F(SessionTest, TellsTheClientThatItsSourceEnded) {
    session.end("the source was removed");
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_GONE);
    EXPECT_EQ(error->message_number, 0U);
    EXPECT_STREQ(error->text, "the source was removed");
    EXPECT_EQ(reason, CloseReason::ended);
}

TEST_F(SessionTest, EndsWhenTheHostFailsAndTellsTheClient) {
    host.on_present = [](const PresentedFrame&) { throw std::runtime_error("no thread can be had"); };
    testing::internal::CaptureStderr();
    handle(make_present(0));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "error: frame client disconnected: the daemon failed: no thread can be had\n");
    EXPECT_EQ(reason, CloseReason::failed);
    EXPECT_EQ(closed_count, 1);
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_GONE);
    EXPECT_STREQ(error->text, "the daemon failed: no thread can be had");
}

TEST_F(SessionTest, EndsOnceWhenAFailureFollowsItsEnd) {
    host.on_present = [this](const PresentedFrame&) {
        session.end("the source was removed");
        throw std::runtime_error("the source was removed");
    };
    handle(make_present(0));
    EXPECT_EQ(reason, CloseReason::ended);
    EXPECT_EQ(closed_count, 1);
}

TEST_F(SessionTest, CutsTheTextOfAFailureThatIsTooLong) {
    host.on_present = [](const PresentedFrame&) { throw std::runtime_error(std::string(1000, 'x')); };
    testing::internal::CaptureStderr();
    handle(make_present(0));
    EXPECT_EQ(std::string_view(testing::internal::GetCapturedStderr()).size(), 7U + 27U + 256U + 1U);
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(std::string_view(error->text).size(), 255U);
}

TEST_F(SessionTest, CutsATextThatIsTooLong) {
    session.end(std::string(1000, 'x'));
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(std::string_view(error->text).size(), 255U);
}

TEST_F(SessionTest, DisconnectsAClientThatDoesNotRead) {
    int sent = 0;
    for (; session.is_open() && sent < 10000; ++sent)
        session.presented(1, 1, 1);
    EXPECT_EQ(reason, CloseReason::not_reading);
    EXPECT_GT(sent, 40);  // a client may rest for a while
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_NOT_READING);
    EXPECT_THAT(error->text, HasSubstr("does not read"));
}

TEST_F(SessionTest, HasRoomForAllThatAClientWithTheMostBuffersMayLeaveUnread) {
    FakeHost large({64, 48}, KMSMIRROR_FRAME_MAX_BUFFERS);
    auto other_pair = make_session_pair();
    Session other(std::move(other_pair.daemon), large, [](CloseReason) {});
    RawClient other_client(std::move(other_pair.client));
    other.start();
    const UniqueFd memory = make_memory();
    for (std::uint32_t i = 0; i < KMSMIRROR_FRAME_MAX_ATTACHED; ++i) {
        ASSERT_TRUE(other_client.send(make_attach(KMSMIRROR_FRAME_FIRST_ATTACHED + i), {memory.get()}));
        other.handle_readable();
    }
    for (std::uint32_t i = 0; i < KMSMIRROR_FRAME_MAX_BUFFERS + KMSMIRROR_FRAME_MAX_ATTACHED; ++i) {
        ASSERT_TRUE(other_client.send(make_present(i)));
        other.handle_readable();
        other.presented(1, 1, 1);
        if (i >= KMSMIRROR_FRAME_MAX_BUFFERS)
            other.release(i);
    }
    EXPECT_EQ(large.frames.size(), 24U);
    other.buffers_replaced();  // none of the old ones is the client's
    EXPECT_TRUE(other.is_open());
}

TEST_F(SessionTest, SaysThatItIsClosedOnce) {
    session.end("one");
    session.end("two");
    session.release(0);
    session.presented(1, 1, 1);
    session.handle_readable();
    EXPECT_EQ(closed_count, 1);
}

TEST(Session, MayBeDestroyedWhenItSaysThatItIsClosed) {
    log::set_level(log::Level::error);
    FakeHost host;
    auto pair = make_session_pair();
    RawClient client(std::move(pair.client));
    std::unique_ptr<Session> session;
    session = std::make_unique<Session>(std::move(pair.daemon), host, [&](CloseReason) { session.reset(); });
    session->start();
    host.on_present = [&](const PresentedFrame&) { session->end("while a frame is handled"); };
    ASSERT_TRUE(client.send(make_present(0)));
    session->handle_readable();
    EXPECT_EQ(session, nullptr);
}

}  // namespace
}  // namespace kmsmirror::session
