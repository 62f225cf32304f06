// SPDX-License-Identifier: MIT
#include "pixels/sealed_image.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <array>
#include <memory>

#include "pixels/pixel_copy.h"
#include "pixels/reduction.h"

namespace kmsmirror::pixels {

Result<SealedImage> seal_picture(Size size, Format format, const std::function<void(const Image&)>& draw) {
    SealedImage sealed;
    sealed.size = size;
    sealed.pitch = size.width * bytes_per_pixel(format);
    sealed.format = format;
    const std::size_t bytes = std::size_t{sealed.pitch} * size.height;
    sealed.memory.reset(::memfd_create("kmsmirror-capture", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!sealed.memory || ::ftruncate(sealed.memory.get(), static_cast<off_t>(bytes)) != 0)
        return failure();
    const auto unmap = [bytes](void* address) { ::munmap(address, bytes); };
    std::unique_ptr<void, decltype(unmap)> mapping(nullptr, unmap);
    if (void* const address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, sealed.memory.get(), 0);
        address != MAP_FAILED)
        mapping.reset(address);
    else
        return failure();
    draw({static_cast<std::byte*>(mapping.get()), size, sealed.pitch, format});
    // It can be sealed only while nobody can write to it.
    mapping.reset();
    if (::fcntl(sealed.memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        return failure();
    return sealed;
}

Result<SealedImage> seal_image(const Image& image, const Rect& part, Size size, std::int32_t x, std::int32_t y) {
    const bool is_small = bytes_per_pixel(image.format) == 1;
    return seal_picture(size, is_small ? Format::xrgb8888 : image.format, [&](const Image& target) {
        if (is_small)
            expand(image, target, part, x - part.x1, y - part.y1);
        else
            copy_pixels(image, target, std::array{part}, x - part.x1, y - part.y1);
    });
}

}  // namespace kmsmirror::pixels
