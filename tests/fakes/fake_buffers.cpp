// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/dma-buf.h>
#include <sys/mman.h>

#include <limits>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"
#include "kms/format.h"

namespace kmsmirror::fakes {

namespace {

constexpr std::uint64_t page_size = 4096;

// MAP_DUMB's offset names the handle.
constexpr std::uint64_t map_offset(std::uint32_t handle) {
    return std::uint64_t{handle} << 32;
}

}  // namespace

Result<std::shared_ptr<Memory>> FakeDrm::World::allocate(const std::shared_ptr<Card>& exporter, std::uint64_t size) {
    drop_unused_memory();
    std::uint64_t used = 0;
    for (const auto& memory : memories)
        if (memory->exporter == exporter && memory.use_count() > 1)
            used += memory->size;
    if (size > exporter->memory_limit || used > exporter->memory_limit - size)
        return failure(ENOMEM);
    memories.push_back(std::make_shared<Memory>(exporter, size));
    return memories.back();
}

Result<std::uint32_t> FakeDrm::World::create_memory(const std::shared_ptr<File>& file, std::uint64_t size) {
    return allocate(file->card, size).transform([&](const std::shared_ptr<Memory>& memory) {
        return file->add_handle({memory, true});
    });
}

void FakeDrm::set_heap(const std::string& path, bool exists) {
    const std::lock_guard lock(mutex_);
    world_->heaps.erase(path);
    if (!exists)
        return;
    auto heap = std::make_shared<Card>();
    heap->path = path;
    heap->personality.contiguous = true;
    world_->heaps[path] = std::move(heap);
}

Result<UniqueFd> FakeDrm::allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto heap = world_->heaps.find(heap_path);
    if (heap == world_->heaps.end())
        return failure(ENOENT);
    const auto memory = world_->allocate(heap->second, (bytes + page_size - 1) / page_size * page_size);
    if (!memory)
        return tl::unexpected(memory.error());
    (*memory)->is_export_writable = true;
    const std::string path = fmt::format("/proc/self/fd/{}", (*memory)->fd.get());
    UniqueFd dma_buf(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!dma_buf)
        return failure();
    return dma_buf;
}

Result<kms::DumbInfo> FakeDrm::create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const std::uint64_t line = std::uint64_t{width} * ((bpp + 7) / 8);
    const std::uint64_t alignment = (*file)->card->personality.pitch_alignment;
    const std::uint64_t pitch = (line + alignment - 1) / alignment * alignment;
    if (pitch == 0 || height == 0 || pitch * height > std::numeric_limits<std::uint32_t>::max() - page_size)
        return failure(EINVAL);
    const std::uint64_t size = (pitch * height + page_size - 1) / page_size * page_size;
    return world_->create_memory(*file, size).transform([&](std::uint32_t handle) {
        return kms::DumbInfo{handle, static_cast<std::uint32_t>(pitch), size};
    });
}

std::error_code FakeDrm::destroy_dumb(int fd, std::uint32_t handle) {
    return close_gem_handle(fd, handle);
}

std::error_code FakeDrm::close_gem_handle(int fd, std::uint32_t handle) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    if ((*file)->handles.erase(handle) == 0) {
        if (!(*file)->is_as_left)
            world_->found_leaks.push_back(fmt::format("{}: GEM handle {} closed twice", (*file)->card->path, handle));
        return errno_error(EINVAL);
    }
    return {};
}

Result<std::uint64_t> FakeDrm::map_dumb(int fd, std::uint32_t handle) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const auto found = (*file)->handles.find(handle);
    if (found == (*file)->handles.end())
        return failure(ENOENT);
    // drm_gem_dumb_map_offset(): not for imported objects
    if (!found->second.is_dumb)
        return failure(EINVAL);
    return map_offset(handle);
}

Result<UniqueFd> FakeDrm::prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const auto found = (*file)->handles.find(handle);
    if (found == (*file)->handles.end())
        return failure(ENOENT);
    if (const int error = (*file)->card->personality.export_error; error != 0)
        return failure(error);
    Memory& memory = *found->second.memory;
    // The dma-buf that is there already is given out again, whatever is asked for.
    if (!memory.is_export_writable)
        memory.is_export_writable = writable;
    const std::string path = fmt::format("/proc/self/fd/{}", memory.fd.get());
    UniqueFd dma_buf(::open(path.c_str(), (*memory.is_export_writable ? O_RDWR : O_RDONLY) | O_CLOEXEC));
    if (!dma_buf)
        return failure();
    return dma_buf;
}

Result<std::uint32_t> FakeDrm::prime_fd_to_handle(int fd, int dma_buf) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const auto memory = world_->memory_of(dma_buf);
    if (!memory)
        return failure(key_of(dma_buf) ? EINVAL : EBADF);
    // The same handle again, without another reference.
    if (const auto* const known = (*file)->find_handle(*memory); known != nullptr)
        return *known;
    const Card& card = *(*file)->card;
    if (memory->exporter != (*file)->card) {
        for (const int error : {card.personality.import_error, memory->exporter->personality.attach_error})
            if (error != 0)
                return failure(error);
        if (card.personality.contiguous && !memory->exporter->personality.contiguous)
            return failure(EINVAL);
        // drm_gem_dma_prime_import_sg_table_vmap()
        if (card.personality.maps_at_import)
            if (const int error = world_->map_in_kernel(*memory); error != 0)
                return failure(error);
    }
    return (*file)->add_handle({memory, false});
}

Result<void*> FakeDrm::map(int fd, std::uint64_t offset, std::size_t size, bool writable) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Memory> memory = world_->memory_of(fd);
    int memory_fd = fd;
    std::shared_ptr<Card> card;
    if (!memory) {
        const auto file = world_->file(fd);
        if (!file)
            return tl::unexpected(file.error());
        const auto found = (*file)->handles.find(static_cast<std::uint32_t>(offset >> 32));
        if (found == (*file)->handles.end() || map_offset(found->first) != offset)
            return failure(EINVAL);
        memory = found->second.memory;
        memory_fd = memory->fd.get();
        offset = 0;
        card = (*file)->card;
    }
    if (size == 0 || offset != 0 || size > memory->size)
        return failure(EINVAL);
    void* const address =
        ::mmap(nullptr, size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, memory_fd, 0);
    if (address == MAP_FAILED)
        return failure();
    world_->mappings[address] = {memory, size, card};
    return address;
}

void FakeDrm::unmap(void* address, std::size_t size) {
    const std::lock_guard lock(mutex_);
    const auto found = world_->mappings.find(address);
    if (found == world_->mappings.end() || found->second.size != size) {
        world_->found_leaks.push_back(fmt::format("munmap of {} bytes that are not mapped so", size));
        return;
    }
    world_->mappings.erase(found);
    ::munmap(address, size);
}

std::error_code FakeDrm::sync_dma_buf(int dma_buf, std::uint64_t flags) {
    const std::lock_guard lock(mutex_);
    const auto memory = world_->memory_of(dma_buf);
    if (!memory)
        return errno_error(key_of(dma_buf) ? ENOTTY : EBADF);
    if ((flags & ~std::uint64_t{DMA_BUF_SYNC_VALID_FLAGS_MASK}) != 0 || (flags & DMA_BUF_SYNC_RW) == 0)
        return errno_error(EINVAL);
    memory->cpu_accesses += (flags & DMA_BUF_SYNC_END) != 0 ? -1 : 1;
    return {};
}

Result<kms::GbmBufferInfo> FakeDrm::create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                                      std::uint32_t format) {
    const auto dumb = create_dumb(fd, width, height, kms::bytes_per_pixel(format) * 8);
    if (!dumb)
        return tl::unexpected(dumb.error());
    auto dma_buf = prime_handle_to_fd(fd, dumb->handle, true);
    if (!dma_buf) {
        destroy_dumb(fd, dumb->handle);
        return tl::unexpected(dma_buf.error());
    }
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    kms::GbmBufferInfo info;
    info.token = world_->next_gbm_token++;
    info.handle = dumb->handle;
    info.pitch = dumb->pitch;
    info.size = dumb->size;
    info.dma_buf = std::move(*dma_buf);
    world_->gbm_buffers[info.token] = {*file, dumb->handle};
    return info;
}

void FakeDrm::destroy_gbm_buffer(int /*fd*/, std::uint64_t token) {
    const std::lock_guard lock(mutex_);
    const auto found = world_->gbm_buffers.find(token);
    if (found == world_->gbm_buffers.end()) {
        world_->found_leaks.push_back(fmt::format("gbm buffer {} destroyed twice", token));
        return;
    }
    if (const auto file = found->second.file.lock(); file && file->card->plugged)
        file->handles.erase(found->second.handle);
    world_->gbm_buffers.erase(found);
}

}  // namespace kmsmirror::fakes
