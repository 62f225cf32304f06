// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/png_file.h"

#include <png.h>

#include <stdexcept>
#include <vector>

namespace kmsmirror::emulator {

void write_png_file(const std::string& path, const Image& image) {
    std::vector<std::uint8_t> rgb;
    rgb.reserve(image.pixels.size() * 3);
    for (const std::uint32_t pixel : image.pixels) {
        rgb.push_back(static_cast<std::uint8_t>(pixel >> 16U));
        rgb.push_back(static_cast<std::uint8_t>(pixel >> 8U));
        rgb.push_back(static_cast<std::uint8_t>(pixel));
    }
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = image.size.width;
    png.height = image.size.height;
    png.format = PNG_FORMAT_RGB;
    if (png_image_write_to_file(&png, path.c_str(), 0, rgb.data(), 0, nullptr) == 0)
        throw std::runtime_error(path + ": " + png.message);
}

}  // namespace kmsmirror::emulator
