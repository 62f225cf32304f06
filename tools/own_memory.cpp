// SPDX-License-Identifier: MIT
#include "tools/own_memory.h"

#include <drm_fourcc.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace kmsmirror::tools {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

class File {
public:
    File(int fd, const std::string& what) : fd_(fd) {
        if (fd < 0)
            fail(what);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(fd_); }
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

std::size_t whole_pages(std::size_t bytes) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

int allocate_udmabuf(std::size_t bytes) {
    const File device(::open("/dev/udmabuf", O_RDWR | O_CLOEXEC), "/dev/udmabuf");
    const File memory(::memfd_create("kmsmirror", MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create");
    if (::ftruncate(memory.get(), static_cast<off_t>(bytes)) != 0)
        fail(fmt::format("memfd of {} bytes", bytes));
    if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK) != 0)
        fail("F_SEAL_SHRINK");
    udmabuf_create create{};
    create.memfd = static_cast<__u32>(memory.get());
    create.flags = UDMABUF_FLAGS_CLOEXEC;
    create.size = bytes;
    const int fd = ::ioctl(device.get(), UDMABUF_CREATE, &create);
    if (fd < 0)
        fail(fmt::format("UDMABUF_CREATE of {} bytes", bytes));
    return fd;
}

std::string find_cma_heap() {
    // its name was changed twice; "reserved" is that of a region in the device tree
    for (const char* name : {"default_cma_region", "linux,cma", "reserved"})
        if (::access(fmt::format("/dev/dma_heap/{}", name).c_str(), F_OK) == 0)
            return name;
    throw std::runtime_error("/dev/dma_heap has none of default_cma_region, linux,cma and reserved");
}

int allocate_from_heap(const std::string& name, std::size_t bytes) {
    const std::string path = "/dev/dma_heap/" + name;
    const File heap(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
    dma_heap_allocation_data allocation{};
    allocation.len = bytes;
    allocation.fd_flags = O_RDWR | O_CLOEXEC;
    if (::ioctl(heap.get(), DMA_HEAP_IOCTL_ALLOC, &allocation) != 0)
        fail(fmt::format("DMA_HEAP_IOCTL_ALLOC of {} bytes from {}", bytes, path));
    return static_cast<int>(allocation.fd);
}

int allocate(const std::string& kind, std::size_t bytes) {
    if (kind == "udmabuf")
        return allocate_udmabuf(bytes);
    return allocate_from_heap(kind == "heap" ? find_cma_heap() : kind.substr(kind.find(':') + 1), bytes);
}

}  // namespace

OwnMemory::OwnMemory(const std::string& kind, std::size_t bytes)
    : OwnMemory(allocate(kind, whole_pages(bytes)), whole_pages(bytes)) {}

OwnMemory::OwnMemory(int fd, std::size_t bytes)
    : fd_(fd), mapping_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)), bytes_(bytes) {
    if (mapping_ != MAP_FAILED)
        return;
    const int error = errno;
    ::close(fd_);
    errno = error;
    fail(fmt::format("mmap of {} bytes of own memory", bytes));
}

OwnMemory::OwnMemory(OwnMemory&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), mapping_(std::exchange(other.mapping_, nullptr)), bytes_(other.bytes_) {}

OwnMemory::~OwnMemory() {
    if (mapping_ == nullptr)
        return;
    ::munmap(mapping_, bytes_);
    ::close(fd_);
}

std::uint32_t own_pitch(const kmsmirror_info& info) noexcept {
    constexpr std::uint32_t line = 64;
    const std::uint32_t row = info.width * (info.format == DRM_FORMAT_RGB565 ? 2 : 4);
    return (row + line - 1) / line * line;
}

std::size_t own_bytes(const kmsmirror_info& info) noexcept {
    return std::size_t{own_pitch(info)} * info.height;
}

}  // namespace kmsmirror::tools
