// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/resource.h>

#include <utility>

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

// A pipe tells by its end when the last one has closed what was sent: the client has closed its own.
class SessionClosing : public SessionTest {
protected:
    SessionClosing() {
        host.holds_jobs = true;
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        reading_.reset(ends[0]);
        writing_.reset(ends[1]);
    }

    [[nodiscard]] bool is_closed() const {
        pollfd end{reading_.get(), POLLIN, 0};
        return ::poll(&end, 1, 0) == 1 && (end.revents & POLLHUP) != 0;
    }
    void do_jobs() {
        for (const auto& job : std::exchange(host.jobs, {}))
            job();
    }

    UniqueFd reading_;
    UniqueFd writing_;
};

TEST_F(SessionClosing, OfWhatIsNoDmaBufIsLeftToAnotherThread) {
    EXPECT_EQ(attach(make_attach(), writing_.get()).result, KMSMIRROR_FRAME_REFUSED_MEMORY);
    writing_.reset();
    EXPECT_FALSE(is_closed());
    do_jobs();
    EXPECT_TRUE(is_closed());
    EXPECT_TRUE(session.is_open());
}

TEST_F(SessionClosing, OfWhatItNeverReadsIsLeftToAnotherThread) {
    ASSERT_TRUE(client.send(make_detach(99)));
    ASSERT_TRUE(client.send(make_attach(), {writing_.get()}));
    writing_.reset();
    session.handle_readable();
    EXPECT_EQ(reason, CloseReason::rule_broken);
    EXPECT_FALSE(is_closed());
    EXPECT_TRUE(read_error()) << "the client is told why at once";
    do_jobs();
    EXPECT_TRUE(is_closed());
}

TEST_F(SessionClosing, OfMoreFilesThanThereIsTimeForEndsTheSession) {
    for (int i = 0; i < 100 && session.is_open(); ++i)
        handle(make_attach(), {writing_.get()});
    EXPECT_EQ(reason, CloseReason::rule_broken);
    EXPECT_STREQ(read_error().value().text, "the client sends files that take long to close");
    EXPECT_LT(host.jobs.size(), 70U);
    do_jobs();
}

}  // namespace
}  // namespace kmsmirror::session
