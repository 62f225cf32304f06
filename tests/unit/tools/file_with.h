// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "base/unique_fd.h"

namespace kmsmirror::test {

// A file of this content, to be read from its beginning.
inline UniqueFd file_with(std::string_view content) {
    UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
    EXPECT_EQ(::pwrite(file.get(), content.data(), content.size(), 0), static_cast<ssize_t>(content.size()));
    return file;
}

}  // namespace kmsmirror::test
