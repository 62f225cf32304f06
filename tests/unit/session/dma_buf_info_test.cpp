// SPDX-License-Identifier: MIT
#include "session/dma_buf_info.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "raw_client.h"

namespace kmsmirror::session {
namespace {

using testing::HasSubstr;

TEST(FindExporter, ReadsItFromTheFdinfoOfADmaBuf) {
    EXPECT_EQ(find_exporter("pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t7\nsize:\t8192\ncount:\t2\nexp_name:\tudmabuf\n"),
              "udmabuf");
    EXPECT_EQ(find_exporter("count:\t2\nexp_name:\tlinux,cma\nname:\tof the client\nexp_name:\tliar\n"), "linux,cma");
}

TEST(FindExporter, FindsNoneInTheFdinfoOfAnythingElse) {
    EXPECT_FALSE(find_exporter(""));
    EXPECT_FALSE(find_exporter("pos:\t0\nflags:\t0100002\nmnt_id:\t13\nino:\t5\n"));
    EXPECT_FALSE(find_exporter("pos:\t0\nname:\texp_name:\tudmabuf\n"));
}

TEST(InspectDmaBuf, RefusesWhatIsNone) {
    const UniqueFd memory = make_memory();
    const UniqueFd device(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int fd : {memory.get(), device.get()}) {
        const auto info = inspect_dma_buf(fd);
        ASSERT_FALSE(info);
        EXPECT_EQ(info.error(), "the file descriptor is not that of a dma-buf");
    }
}

TEST(InspectDmaBuf, SaysThatTheKernelCannotBeAsked) {
    const auto info = inspect_dma_buf(-1);
    ASSERT_FALSE(info);
    EXPECT_THAT(info.error(), HasSubstr("cannot read /proc/self/fdinfo/-1: "));
}

}  // namespace
}  // namespace kmsmirror::session
