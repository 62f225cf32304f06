// SPDX-License-Identifier: MIT
#include "kms/format.h"

#include <gtest/gtest.h>

namespace kmsmirror::kms {
namespace {

TEST(Format, IsReadFromItsNameAndFromItsFourCharacters) {
    EXPECT_EQ(parse_format("XRGB8888"), format_xrgb8888);
    EXPECT_EQ(parse_format("RGB565"), format_rgb565);
    EXPECT_EQ(parse_format("XR24"), format_xrgb8888);
    EXPECT_EQ(parse_format("NV12"), fourcc('N', 'V', '1', '2'));
    EXPECT_EQ(parse_format(""), std::nullopt);
    EXPECT_EQ(parse_format("XR2"), std::nullopt);
    EXPECT_EQ(parse_format("XR24 "), std::nullopt);
    EXPECT_EQ(parse_format("XR\x01\x02"), std::nullopt);
}

TEST(Format, IsWrittenSoThatItCanBeReadAgain) {
    EXPECT_EQ(format_name(format_xrgb8888), "XRGB8888");
    EXPECT_EQ(format_name(fourcc('N', 'V', '1', '2')), "NV12");
    EXPECT_EQ(fourcc_text(format_rgb565), "RG16");
    EXPECT_EQ(fourcc_text(0xff01'4142), "BA??");
}

TEST(Format, KnowsThePixelSizeOfThoseInUse) {
    EXPECT_EQ(bytes_per_pixel(format_xrgb8888), 4U);
    EXPECT_EQ(bytes_per_pixel(format_rgb565), 2U);
    EXPECT_EQ(bytes_per_pixel(format_rgb332), 1U);
    EXPECT_EQ(bytes_per_pixel(format_r8), 1U);
    EXPECT_EQ(bytes_per_pixel(fourcc('N', 'V', '1', '2')), 0U);
}

}  // namespace
}  // namespace kmsmirror::kms
