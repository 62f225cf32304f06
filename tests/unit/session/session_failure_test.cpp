// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// While it lives this process gets no other file descriptor.
class NoFreeDescriptor {
public:
    NoFreeDescriptor() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const UniqueFd lowest(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const rlimit none{static_cast<rlim_t>(lowest.get()), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoFreeDescriptor() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoFreeDescriptor(const NoFreeDescriptor&) = delete;
    NoFreeDescriptor& operator=(const NoFreeDescriptor&) = delete;

private:
    rlimit before_{};
};

// What the kernel refuses the session.
class SessionFailure : public SessionTest {};

TEST_F(SessionFailure, OfTakingADescriptorRefusesTheBufferAndGoesOn) {
    const UniqueFd memory = make_memory();
    ASSERT_TRUE(client.send(make_attach(), {memory.get()}));
    {
        const NoFreeDescriptor none;
        session.handle_readable();
    }
    const auto messages = client.read_all();
    ASSERT_EQ(messages.size(), 1U);
    const auto answer = messages.front().as<kmsmirror_frame_attached>();
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_MEMORY);
    EXPECT_STREQ(answer.text, "the daemon has no room for another file descriptor");
    EXPECT_THAT(host.attached, IsEmpty());
    EXPECT_EQ(attach(make_attach(), memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
}

TEST_F(SessionFailure, OfReceivingClosesTheSession) {
    const UniqueFd no_socket = make_memory();
    ASSERT_GE(::dup3(no_socket.get(), session.fd(), O_CLOEXEC), 0);
    testing::internal::CaptureStderr();
    session.handle_readable();
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("cannot receive"));
    EXPECT_EQ(reason, CloseReason::socket_error);
    EXPECT_FALSE(session.is_open());
}

}  // namespace
}  // namespace kmsmirror::session
