// SPDX-License-Identifier: MIT
#include "ctl/picture.h"

#include <gmock/gmock.h>
#include <png.h>
#include <sys/mman.h>

#include <cstdlib>
#include <memory>

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {
namespace {

using testing::ElementsAre;

template <class Pixel>
UniqueFd memory_of(const std::vector<Pixel>& pixels) {
    UniqueFd memory(memfd_create("picture", MFD_CLOEXEC));
    EXPECT_EQ(write(memory.get(), pixels.data(), pixels.size() * sizeof(Pixel)),
              static_cast<ssize_t>(pixels.size() * sizeof(Pixel)));
    return memory;
}

Json info_of(std::uint32_t width, std::uint32_t height, std::uint32_t pitch, const char* format) {
    return {{"width", width}, {"height", height}, {"pitch", pitch}, {"format", format}};
}

std::string refusal_of(const UniqueFd& memory, const Json& info) {
    try {
        (void)read_picture(memory, info);
        return "accepted";
    } catch (const Failure& failure) {
        return failure.what();
    }
}

TEST(APicture, OfXrgb8888LosesItsGaps) {
    const UniqueFd memory = memory_of<std::uint32_t>({0xff112233, 0x00445566, 0xdead, 0x00778899, 0x00aabbcc});
    const Picture picture = read_picture(memory, info_of(2, 2, 12, "XR24"));
    EXPECT_EQ(picture.width, 2U);
    EXPECT_THAT(picture.pixels, ElementsAre(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc));
}

TEST(APicture, OfRgb565KeepsBlackAndWhite) {
    const UniqueFd memory = memory_of<std::uint16_t>({0xffff, 0x0000, 0xf800, 0x0400});
    const Picture picture = read_picture(memory, info_of(4, 1, 8, "RG16"));
    EXPECT_THAT(picture.pixels, ElementsAre(255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 130, 0));
}

TEST(APicture, ThatDoesNotFitItsMemoryIsRefused) {
    const UniqueFd memory = memory_of<std::uint32_t>({1, 2, 3});
    const std::string beginning = "kmsmirrord gives a picture that cannot be read: ";
    EXPECT_EQ(refusal_of(memory, info_of(2, 2, 8, "XR24")), beginning + "it ends at byte 12");
    EXPECT_EQ(refusal_of(memory, info_of(3, 1, 8, "XR24")), beginning + "3x1 pixels with 8 bytes for a row");
    EXPECT_EQ(refusal_of(memory, info_of(0, 1, 8, "XR24")), beginning + "0x1 pixels with 8 bytes for a row");
    EXPECT_EQ(refusal_of(memory, info_of(99999, 1, 4000000, "XR24")),
              beginning + "99999x1 pixels with 4000000 bytes for a row");
    EXPECT_EQ(refusal_of(memory, info_of(1, 1, 8, "NV12")), beginning + "its format is NV12, not XR24 or RG16");
    EXPECT_THAT(refusal_of(memory, {{"width", 1}}), testing::StartsWith(beginning));
    EXPECT_EQ(refusal_of(UniqueFd(), info_of(1, 1, 4, "XR24")), beginning + "Bad file descriptor");
}

TEST(APicture, IsWrittenAsPng) {
    char* bytes = nullptr;
    std::size_t size = 0;
    std::FILE* file = open_memstream(&bytes, &size);
    const Picture picture{2, 1, {255, 0, 0, 1, 2, 3}};
    write_png(picture, *file);
    ASSERT_EQ(std::fclose(file), 0);
    const std::unique_ptr<char, decltype(&std::free)> owned(bytes, &std::free);

    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    ASSERT_NE(png_image_begin_read_from_memory(&image, bytes, size), 0);
    image.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
    ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
    EXPECT_EQ(image.width, 2U);
    EXPECT_EQ(pixels, picture.pixels);
}

TEST(APicture, ThatCannotBeWrittenIsAFailure) {
    std::FILE* file = std::fopen("/dev/full", "wbe");
    ASSERT_NE(file, nullptr);
    EXPECT_THROW(write_png({1, 1, {0, 0, 0}}, *file), Failure);
    (void)std::fclose(file);
}

}  // namespace
}  // namespace kmsmirror::ctl
