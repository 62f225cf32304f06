// SPDX-License-Identifier: MIT
#include "base/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace kmsmirror {
namespace {

bool is_open(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0;
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        read = UniqueFd(ends[0]);
        write = UniqueFd(ends[1]);
    }
    UniqueFd read;
    UniqueFd write;
};

TEST(UniqueFd, ClosesWhatItOwnsAtTheEndOfItsLife) {
    int number = -1;
    {
        const Pipe pipe;
        number = pipe.read.get();
        EXPECT_TRUE(is_open(number));
    }
    EXPECT_FALSE(is_open(number));
}

TEST(UniqueFd, ClosesTheOldOneWhenAnotherIsMovedIn) {
    Pipe pipe;
    const int old = pipe.read.get();
    const int kept = pipe.write.get();
    pipe.read = std::move(pipe.write);
    EXPECT_FALSE(is_open(old));
    EXPECT_TRUE(is_open(kept));
    EXPECT_EQ(pipe.read.get(), kept);
}

TEST(UniqueFd, SurvivesBeingMovedIntoItself) {
    Pipe pipe;
    const int number = pipe.read.get();
    UniqueFd& same = pipe.read;
    pipe.read = std::move(same);
    EXPECT_EQ(pipe.read.get(), number);
    EXPECT_TRUE(is_open(number));
}

TEST(UniqueFd, LeavesAReleasedOneOpen) {
    Pipe pipe;
    const int number = pipe.read.release();
    EXPECT_FALSE(pipe.read);
    EXPECT_TRUE(is_open(number));
    ::close(number);
}

}  // namespace
}  // namespace kmsmirror
