// SPDX-License-Identifier: MIT
#include "source/cma_memory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace kmsmirror::source {
namespace {

class CmaMemory : public ::testing::Test {
protected:
    std::string with_meminfo(const std::string& text) {
        const auto path = std::filesystem::temp_directory_path() /
                          ("kmsmirror-meminfo-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
        std::ofstream(path) << text;
        auto result = cma_memory_text(path);
        std::filesystem::remove(path);
        return result;
    }
};

TEST_F(CmaMemory, SaysTotalAndFree) {
    EXPECT_EQ(with_meminfo("MemTotal:  506888 kB\nHugePages_Total:  0\nCmaTotal:  65536 kB\nCmaFree:  1536 kB\n"),
              "CMA 64.0 MiB, free 1.5 MiB");
}

TEST_F(CmaMemory, SaysWhenTheKernelHasNone) {
    EXPECT_EQ(with_meminfo("MemTotal:  506888 kB\n"), "this kernel has no CMA");
    EXPECT_EQ(with_meminfo("CmaTotal:  0 kB\nCmaFree:  0 kB\n"), "this kernel has no CMA");
    EXPECT_EQ(cma_memory_text("/nonexistent"), "this kernel has no CMA");
}

}  // namespace
}  // namespace kmsmirror::source
