// SPDX-License-Identifier: MIT
#include "pixels/sealed_image.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <array>

#include "pixels/pixel_copy.h"

namespace kmsmirror::pixels {

Result<SealedImage> seal_image(const Image& image, const Rect& part, Size size, std::int32_t x, std::int32_t y) {
    SealedImage sealed;
    sealed.size = size;
    sealed.pitch = size.width * bytes_per_pixel(image.format);
    sealed.format = image.format;
    const std::size_t bytes = std::size_t{sealed.pitch} * size.height;
    sealed.memory.reset(::memfd_create("kmsmirror-capture", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!sealed.memory || ::ftruncate(sealed.memory.get(), static_cast<off_t>(bytes)) != 0)
        return failure();
    void* const address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, sealed.memory.get(), 0);
    if (address == MAP_FAILED)
        return failure();
    const Image target{static_cast<std::byte*>(address), size, sealed.pitch, image.format};
    copy_pixels(image, target, std::array{part}, x - part.x1, y - part.y1);
    // It can be sealed only while nobody can write to it.
    ::munmap(address, bytes);
    if (::fcntl(sealed.memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        return failure();
    return sealed;
}

}  // namespace kmsmirror::pixels
