// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto withdraw_type = KMSMIRROR_FRAME_WITHDRAW;
constexpr auto buffer_type = KMSMIRROR_FRAME_BUFFER;
constexpr auto release_type = KMSMIRROR_FRAME_RELEASE;

// The host moves its buffers 0 to 2 to other memory.
class SessionReplace : public SessionTest {
protected:
    void replace(std::uint32_t first_index = 3, std::uint32_t count = 2) {
        host.offer(first_index, count);
        session.buffers_replaced();
    }
};

TEST_F(SessionReplace, WithdrawsTheOldOnesAndOffersTheNewOnes) {
    replace();
    const auto messages = client.read_all();
    ASSERT_EQ(messages.size(), 7U);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto message = messages[i].as<kmsmirror_frame_withdraw>();
        EXPECT_EQ(message.header.type, withdraw_type);
        EXPECT_EQ(message.header.size, sizeof(message));
        EXPECT_EQ(message.index, i);
    }
    for (std::uint32_t i = 0; i < 2; ++i) {
        const auto& offer = messages[3 + i];
        EXPECT_EQ(offer.type(), buffer_type);
        EXPECT_EQ(offer.as<kmsmirror_frame_buffer>().index, 3 + i);
        EXPECT_EQ(host.inspect(offer.fd.get())->identity, host.inspect(host.offered_buffers()[i].dma_buf)->identity);
        EXPECT_EQ(messages[5 + i].as<kmsmirror_frame_release>().index, 3 + i);
        EXPECT_TRUE(session.is_owned_by_client(3 + i));
    }
}

TEST_F(SessionReplace, ShowsAFrameThatWasPresentedBeforeTheClientKnew) {
    ASSERT_TRUE(client.send(make_present(1, {{0, 0, 8, 8}}, 9)));
    replace();
    session.handle_readable();
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].buffer_index, 1U);
    EXPECT_EQ(host.frames[0].serial, 9U);
    EXPECT_TRUE(session.is_open());
    EXPECT_FALSE(session.is_owned_by_client(1));
    EXPECT_THAT(host.detached, IsEmpty());
}

TEST_F(SessionReplace, TakesAWithdrawnBufferBackOnce) {
    replace();
    handle(make_present(1));
    session.release(1);  // the host may say so; the client does not know the buffer any more
    EXPECT_FALSE(session.is_owned_by_client(1));
    handle(make_present(1));
    EXPECT_EQ(reason, CloseReason::rule_broken);
    EXPECT_EQ(host.frames.size(), 1U);
    EXPECT_THAT(read_error()->text, HasSubstr("there is no buffer 1"));
}

TEST_F(SessionReplace, TellsTheHostWhatComesBackWithoutAFrame) {
    replace();
    handle(make_detach(2));
    EXPECT_THAT(host.detached, ElementsAre(2U));
    EXPECT_FALSE(session.is_owned_by_client(2));
    EXPECT_TRUE(session.is_open());
}

TEST_F(SessionReplace, ForgetsAtOnceWhatTheDaemonOwns) {
    handle(make_present(0));
    replace();
    session.release(0);
    EXPECT_THAT(read_types(), ElementsAre(withdraw_type, withdraw_type, withdraw_type, buffer_type, buffer_type,
                                          release_type, release_type));
    handle(make_detach(0));
    EXPECT_EQ(reason, CloseReason::rule_broken);
}

TEST_F(SessionReplace, UsesAnIndexAgainThatHasComeBack) {
    handle(make_present(0));
    handle(make_present(1));
    replace(0, 2);
    EXPECT_TRUE(session.is_owned_by_client(0));
    EXPECT_THAT(read_types(), ElementsAre(withdraw_type, withdraw_type, withdraw_type, buffer_type, buffer_type,
                                          release_type, release_type));
    handle(make_present(0));
    EXPECT_EQ(host.frames.size(), 3U);
}

TEST_F(SessionReplace, DisconnectsAClientThatKeepsWhatWasWithdrawn) {
    replace(0, 2);
    EXPECT_EQ(reason, CloseReason::not_reading);
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_NOT_READING);
    EXPECT_THAT(error->text, HasSubstr("has not given back buffer 0"));
}

TEST_F(SessionReplace, LeavesAttachedBuffersAlone) {
    const UniqueFd memory = make_memory();
    (void)attach(make_attach(), memory.get());
    replace();
    EXPECT_THAT(read_types(), ElementsAre(withdraw_type, withdraw_type, withdraw_type, buffer_type, buffer_type,
                                          release_type, release_type));
    EXPECT_TRUE(session.is_owned_by_client(KMSMIRROR_FRAME_FIRST_ATTACHED));
}

TEST_F(SessionReplace, GivesTheHostBackWhatAClientTookWithIt) {
    handle(make_present(0));
    replace();
    handle(make_detach(1));
    client.leave();  // with unread messages: that resets the connection
    for (int i = 0; i < 2; ++i)
        session.handle_readable();
    EXPECT_EQ(reason, CloseReason::client_left);
    EXPECT_THAT(host.detached, ElementsAre(1U, 2U));
}

TEST_F(SessionReplace, EndsQuietlyWhenTheClientDoesNotRead) {
    for (std::uint32_t round = 0; session.is_open() && round < 1000; ++round) {
        for (std::uint32_t i = 0; i < 3; ++i)
            (void)client.send(make_present(round % 2 * 3 + i));
        for (int i = 0; i < 3; ++i)
            session.handle_readable();
        replace((round + 1) % 2 * 3, 3);
    }
    EXPECT_EQ(reason, CloseReason::not_reading);
    EXPECT_EQ(closed_count, 1);
}

}  // namespace
}  // namespace kmsmirror::session
