// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <kmsmirror-frame.h>

#include <cstring>
#include <string>

namespace kmsmirror {
namespace {

template <class Message>
std::string hex_of(const Message& message, std::size_t bytes = sizeof(Message)) {
    constexpr const char* digits = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < bytes; ++i) {
        unsigned char byte = 0;
        std::memcpy(&byte, reinterpret_cast<const char*>(&message) + i, 1);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
        if (i % 4 == 3)
            hex += ' ';
    }
    return hex;
}

// The bytes as they are on the wire: what is written here once must never change.
TEST(FrameLayout, OfHello) {
    const kmsmirror_frame_hello message{{1, 40}, 1, 3, 1024, 768, 0x34325258, 60000, 64, 1056};
    EXPECT_EQ(hex_of(message),
              "01000000 28000000 01000000 03000000 00040000 00030000 58523234 60ea0000 40000000 20040000 ");
}

TEST(FrameLayout, OfBuffer) {
    const kmsmirror_frame_buffer message{{2, 48},           2, 1024, 768, 0x34325258, 4096, 16, 0x0000000100000002,
                                         0x0a00000000000000};
    EXPECT_EQ(hex_of(message),
              "02000000 30000000 02000000 00040000 00030000 58523234 00100000 10000000 "
              "02000000 01000000 00000000 0000000a ");
}

TEST(FrameLayout, OfReleaseAndPresented) {
    EXPECT_EQ(hex_of(kmsmirror_frame_release{{3, 16}, 2, 0}), "03000000 10000000 02000000 00000000 ");
    EXPECT_EQ(hex_of(kmsmirror_frame_presented{{4, 32}, 1, 0x100000002, 3}),
              "04000000 20000000 01000000 00000000 02000000 01000000 03000000 00000000 ");
}

TEST(FrameLayout, OfError) {
    kmsmirror_frame_error message{{5, 280}, 3, 0, 9, {}};
    std::strcpy(message.text, "no");
    EXPECT_EQ(hex_of(message, 28), "05000000 18010000 03000000 00000000 09000000 00000000 6e6f0000 ");
}

TEST(FrameLayout, OfAttachedAndWithdraw) {
    kmsmirror_frame_attached message{{6, 272}, 17, 0x104, {}};
    std::strcpy(message.text, "no");
    EXPECT_EQ(hex_of(message, 20), "06000000 10010000 11000000 04010000 6e6f0000 ");
    EXPECT_EQ(hex_of(kmsmirror_frame_withdraw{{7, 16}, 2, 0}), "07000000 10000000 02000000 00000000 ");
}

TEST(FrameLayout, OfAttachAndDetach) {
    const kmsmirror_frame_attach message{{0x101, 40}, 17, 1024, 768, 0x34325258, 4096, 16, 0x0a00000000000000};
    EXPECT_EQ(hex_of(message),
              "01010000 28000000 11000000 00040000 00030000 58523234 00100000 10000000 00000000 0000000a ");
    EXPECT_EQ(hex_of(kmsmirror_frame_detach{{0x102, 16}, 17, 0}), "02010000 10000000 11000000 00000000 ");
}

TEST(FrameLayout, OfPresent) {
    const kmsmirror_frame_present message{{0x100, 48}, 7, 2, 1, 1, 0, {{-1, 2, 3, 4}}};
    EXPECT_EQ(hex_of(message, KMSMIRROR_FRAME_PRESENT_BYTES(1)),
              "00010000 30000000 07000000 00000000 02000000 01000000 01000000 00000000 "
              "ffffffff 02000000 03000000 04000000 ");
}

}  // namespace
}  // namespace kmsmirror
