// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

// What the client and the daemon's host say of a buffer is the same on both sides of the session.
class SessionMessages : public SessionTest {};

TEST_F(SessionMessages, SayAllOfEachBufferThatIsOffered) {
    const auto offered = host.offered_buffers();
    std::vector<kmsmirror_frame_buffer> told;
    for (const auto& message : greeting)
        if (message.type() == KMSMIRROR_FRAME_BUFFER)
            told.push_back(message.as<kmsmirror_frame_buffer>());
    ASSERT_EQ(told.size(), offered.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        EXPECT_EQ(told[i].index, offered[i].index);
        EXPECT_EQ(told[i].width, 64U);
        EXPECT_EQ(told[i].height, 48U);
        EXPECT_EQ(told[i].format, offered[i].format);
        EXPECT_EQ(told[i].pitch, offered[i].pitch);
        EXPECT_EQ(told[i].offset, offered[i].offset);
        EXPECT_EQ(told[i].bytes, offered[i].bytes);
        EXPECT_EQ(told[i].modifier, offered[i].modifier);
    }
}

TEST_F(SessionMessages, SayAllOfABufferThatIsAttached) {
    const UniqueFd memory = make_memory(100'000);
    auto message = make_attach(first_attached + 3);
    message.format = 0x36314752;  // RG16
    message.pitch = 1024;
    message.offset = 4096;
    message.modifier = 0x00ffffffffffffff;
    EXPECT_EQ(attach(message, memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
    ASSERT_TRUE(host.attached.contains(first_attached + 3));
    const AttachedBuffer& buffer = host.attached.at(first_attached + 3);
    EXPECT_EQ(buffer.index, first_attached + 3);
    EXPECT_EQ(buffer.size, (Size{64, 48}));
    EXPECT_EQ(buffer.format, message.format);
    EXPECT_EQ(buffer.pitch, 1024U);
    EXPECT_EQ(buffer.offset, 4096U);
    EXPECT_EQ(buffer.bytes, 100'000U);
    EXPECT_EQ(buffer.modifier, message.modifier);
    EXPECT_EQ(buffer.exporter, "memfd");
}

}  // namespace
}  // namespace kmsmirror::session
