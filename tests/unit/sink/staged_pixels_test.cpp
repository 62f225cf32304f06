// SPDX-License-Identifier: MIT
#include "sink/staged_pixels.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>

namespace kmsmirror::sink {
namespace {

constexpr std::size_t size = 8192;

class StagedPixelsOfAMapping : public ::testing::Test {
public:
    ~StagedPixelsOfAMapping() override { ::munmap(mapping_.data(), size); }

protected:
    StagedPixelsOfAMapping() {
        void* const address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        EXPECT_NE(address, MAP_FAILED);
        mapping_ = {static_cast<std::byte*>(address), size};
        std::memset(mapping_.data(), 0x55, size);
    }

    std::span<std::byte> mapping_;
    StagedPixels staged_ = StagedPixels::create(size).value();
};

TEST_F(StagedPixelsOfAMapping, GoWhereTheyLie) {
    staged_.data()[5000] = std::byte{7};
    ASSERT_TRUE(staged_.copy_to(mapping_, 4999, 3));
    EXPECT_EQ(mapping_[4998], std::byte{0x55});
    EXPECT_EQ(mapping_[4999], std::byte{0}) << "black at first";
    EXPECT_EQ(mapping_[5000], std::byte{7});
    EXPECT_EQ(mapping_[5002], std::byte{0x55});
}

TEST_F(StagedPixelsOfAMapping, SayThatItIsGone) {
    ASSERT_EQ(::mprotect(mapping_.data(), size, PROT_NONE), 0);
    const auto copied = staged_.copy_to(mapping_, 0, size);
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error(), (CallError{"PREAD", errno_error(ENODEV)}));
}

}  // namespace
}  // namespace kmsmirror::sink
