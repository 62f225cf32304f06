// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/scanout.h"

#include <drm_fourcc.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/dma-buf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "base/unique_fd.h"
#include "tests/vm/control/throw_errno.h"
#include "tests/vm/emulator/bytes.h"

namespace kmsmirror::emulator {
namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Resources = std::unique_ptr<drmModeRes, Deleter<drmModeFreeResources>>;
using PlaneResources = std::unique_ptr<drmModePlaneRes, Deleter<drmModeFreePlaneResources>>;
using PlanePtr = std::unique_ptr<drmModePlane, Deleter<drmModeFreePlane>>;
using CrtcPtr = std::unique_ptr<drmModeCrtc, Deleter<drmModeFreeCrtc>>;
using PropertiesPtr = std::unique_ptr<drmModeObjectProperties, Deleter<drmModeFreeObjectProperties>>;
using PropertyPtr = std::unique_ptr<drmModePropertyRes, Deleter<drmModeFreeProperty>>;

// The framebuffer's description and, in our own file, its GEM handles.
class Framebuffer {
public:
    Framebuffer(int card, std::uint32_t id) : card_(card), info_(drmModeGetFB2(card, id)) {
        if (!info_)
            control::throw_errno("GETFB2");
    }
    ~Framebuffer() {
        std::array<std::uint32_t, 4> handles{};
        std::copy_n(info_->handles, handles.size(), handles.begin());
        std::ranges::sort(handles);
        const auto last = std::unique(handles.begin(), handles.end());
        std::for_each(handles.begin(), last, [this](std::uint32_t handle) {
            if (handle != 0)
                drmCloseBufferHandle(card_, handle);
        });
    }
    Framebuffer(const Framebuffer&) = delete;
    Framebuffer& operator=(const Framebuffer&) = delete;

    [[nodiscard]] const drmModeFB2& info() const { return *info_; }

    [[nodiscard]] UniqueFd export_buffer() const {
        int fd = -1;
        if (info_->handles[0] == 0)
            throw std::runtime_error("GETFB2 gave no handle: root is needed to read a scanout");
        if (drmPrimeHandleToFD(card_, info_->handles[0], DRM_CLOEXEC, &fd) != 0)
            control::throw_errno("PRIME_HANDLE_TO_FD");
        return UniqueFd(fd);
    }

private:
    int card_;
    std::unique_ptr<drmModeFB2, Deleter<drmModeFreeFB2>> info_;
};

// A whole dma-buf, mapped for reading between the two calls of DMA_BUF_IOCTL_SYNC.
class ReadableBuffer {
public:
    explicit ReadableBuffer(UniqueFd buffer) : buffer_(std::move(buffer)) {
        const off_t length = ::lseek(buffer_.get(), 0, SEEK_END);
        if (length < 0)
            control::throw_errno("size of the dma-buf");
        length_ = static_cast<std::size_t>(length);
        data_ = ::mmap(nullptr, length_, PROT_READ, MAP_SHARED, buffer_.get(), 0);
        if (data_ == MAP_FAILED)
            control::throw_errno("mmap of the dma-buf");
        sync(DMA_BUF_SYNC_START);
    }
    ~ReadableBuffer() {
        sync(DMA_BUF_SYNC_END);
        ::munmap(data_, length_);
    }
    ReadableBuffer(const ReadableBuffer&) = delete;
    ReadableBuffer& operator=(const ReadableBuffer&) = delete;

    [[nodiscard]] std::span<const std::uint8_t> bytes() const {
        return {static_cast<const std::uint8_t*>(data_), length_};
    }

private:
    void sync(std::uint64_t what) const {
        dma_buf_sync request{what | DMA_BUF_SYNC_READ};
        while (::ioctl(buffer_.get(), DMA_BUF_IOCTL_SYNC, &request) != 0 && (errno == EINTR || errno == EAGAIN)) {
        }
    }

    UniqueFd buffer_;
    std::size_t length_ = 0;
    void* data_ = nullptr;
};

bool is_primary(int card, std::uint32_t plane) {
    const PropertiesPtr properties(drmModeObjectGetProperties(card, plane, DRM_MODE_OBJECT_PLANE));
    for (std::uint32_t i = 0; properties && i < properties->count_props; ++i) {
        const PropertyPtr property(drmModeGetProperty(card, properties->props[i]));
        if (property && std::string_view(property->name) == "type")
            return properties->prop_values[i] == DRM_PLANE_TYPE_PRIMARY;
    }
    return false;
}

CrtcPtr find_active_crtc(int card) {
    const Resources resources(drmModeGetResources(card));
    for (int i = 0; resources && i < resources->count_crtcs; ++i) {
        CrtcPtr crtc(drmModeGetCrtc(card, resources->crtcs[i]));
        if (crtc && crtc->mode_valid != 0)
            return crtc;
    }
    return nullptr;
}

std::uint32_t find_primary_framebuffer(int card, std::uint32_t crtc) {
    const PlaneResources planes(drmModeGetPlaneResources(card));
    for (std::uint32_t i = 0; planes && i < planes->count_planes; ++i) {
        const PlanePtr plane(drmModeGetPlane(card, planes->planes[i]));
        if (plane && plane->crtc_id == crtc && plane->fb_id != 0 && is_primary(card, plane->plane_id))
            return plane->fb_id;
    }
    return 0;
}

void copy_row(const std::uint8_t* from, std::uint32_t format, std::uint32_t width, std::uint32_t* to) {
    if (format == DRM_FORMAT_XRGB8888)
        std::memcpy(to, from, std::size_t{width} * 4);
    else
        expand_rgb565({reinterpret_cast<const std::uint16_t*>(from), width}, to);
}

Image read_pixels(const drmModeFB2& info, const drmModeCrtc& crtc, Bytes buffer) {
    const Size size = {crtc.mode.hdisplay, crtc.mode.vdisplay};
    const std::size_t pixel = info.pixel_format == DRM_FORMAT_XRGB8888 ? 4 : 2;
    const std::size_t row = size.width * pixel;
    const std::size_t start = info.offsets[0] + crtc.y * std::size_t{info.pitches[0]} + crtc.x * pixel;
    if (crtc.x + size.width > info.width || crtc.y + size.height > info.height ||
        start + (size.height - 1) * std::size_t{info.pitches[0]} + row > buffer.size())
        throw std::runtime_error("the framebuffer is smaller than the mode");
    Image image{size, pixel == 4 ? Depth::rgb888 : Depth::rgb565,
                std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
    for (std::size_t y = 0; y < size.height; ++y)
        copy_row(buffer.data() + start + y * info.pitches[0], info.pixel_format, size.width,
                 image.pixels.data() + y * size.width);
    return image;
}

}  // namespace

std::string find_soc_card() {
    namespace fs = std::filesystem;
    constexpr unsigned last_card = 63;
    for (unsigned i = 0; i <= last_card; ++i) {
        const std::string name = fmt::format("card{}", i);
        std::error_code error;
        const fs::path subsystem = fs::read_symlink("/sys/class/drm/" + name + "/device/subsystem", error);
        if (!error && subsystem.filename() != "usb" && fs::exists("/dev/dri/" + name, error))
            return "/dev/dri/" + name;
    }
    throw std::runtime_error("there is no DRM card that is not on USB");
}

Image read_scanout(const std::string& card) {
    const UniqueFd fd(::open(card.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd)
        control::throw_errno(card);
    // The first to open a card becomes its master, which would lock out the compositor.
    drmDropMaster(fd.get());
    drmSetClientCap(fd.get(), DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
    const CrtcPtr crtc = find_active_crtc(fd.get());
    const std::uint32_t id = crtc ? find_primary_framebuffer(fd.get(), crtc->crtc_id) : 0;
    if (id == 0)
        throw std::runtime_error(card + " scans nothing out");
    const Framebuffer framebuffer(fd.get(), id);
    const drmModeFB2& info = framebuffer.info();
    if (info.pixel_format != DRM_FORMAT_XRGB8888 && info.pixel_format != DRM_FORMAT_RGB565)
        throw std::runtime_error(fmt::format("{} scans out format {:08x}, which is not supported", card,
                                             static_cast<std::uint32_t>(info.pixel_format)));
    const ReadableBuffer buffer(framebuffer.export_buffer());
    return read_pixels(info, *crtc, buffer.bytes());
}

}  // namespace kmsmirror::emulator
