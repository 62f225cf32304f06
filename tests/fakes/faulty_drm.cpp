// SPDX-License-Identifier: MIT
#include "fakes/faulty_drm.h"

#include <sys/stat.h>

namespace kmsmirror::fakes {

void FaultyDrm::fail(Call call, unsigned nth, int error, unsigned count, const std::string& path) {
    const std::lock_guard lock(mutex_);
    faults_.push_back({call, path, nth - 1, count, error});
}

void FaultyDrm::heal() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

std::uint64_t FaultyDrm::calls(Call call, const std::string& path) {
    const std::lock_guard lock(mutex_);
    std::uint64_t count = 0;
    for (const auto& [key, calls] : counts_)
        if (key.first == call && (path.empty() || key.second == path))
            count += calls;
    return count;
}

void FaultyDrm::reset_counts() {
    const std::lock_guard lock(mutex_);
    counts_.clear();
}

// The file, because the number of an fd is used again for others.
FaultyDrm::FileKey FaultyDrm::key_of(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? FileKey{status.st_dev, status.st_ino} : FileKey{};
}

std::error_code FaultyDrm::check(Call call, const std::string& path) {
    const std::lock_guard lock(mutex_);
    ++counts_[{call, path}];
    std::error_code error;
    for (Fault& fault : faults_) {
        if (fault.call != call || (!fault.path.empty() && fault.path != path) || fault.count == 0)
            continue;
        if (fault.skip > 0) {
            --fault.skip;
        } else if (!error) {
            error = errno_error(fault.error);
            fault.count -= fault.count == always ? 0 : 1;
        }
    }
    return error;
}

std::error_code FaultyDrm::check(Call call, int fd) {
    std::string path;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = paths_.find(key_of(fd)); found != paths_.end())
            path = found->second;
    }
    return check(call, path);
}

Result<UniqueFd> FaultyDrm::open_card(const std::string& path) {
    if (const auto error = check(Call::open_card, path))
        return tl::unexpected(error);
    auto fd = next_.open_card(path);
    if (fd) {
        const std::lock_guard lock(mutex_);
        paths_[key_of(fd->get())] = path;
    }
    return fd;
}

Result<std::string> FaultyDrm::get_driver_name(int fd) {
    if (const auto error = check(Call::get_driver_name, fd))
        return tl::unexpected(error);
    return next_.get_driver_name(fd);
}

Result<std::uint64_t> FaultyDrm::get_cap(int fd, std::uint64_t capability) {
    if (const auto error = check(Call::get_cap, fd))
        return tl::unexpected(error);
    return next_.get_cap(fd, capability);
}

std::error_code FaultyDrm::set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) {
    if (const auto error = check(Call::set_client_cap, fd))
        return error;
    return next_.set_client_cap(fd, capability, value);
}

std::error_code FaultyDrm::set_master(int fd) {
    if (const auto error = check(Call::set_master, fd))
        return error;
    return next_.set_master(fd);
}

std::error_code FaultyDrm::drop_master(int fd) {
    if (const auto error = check(Call::drop_master, fd))
        return error;
    return next_.drop_master(fd);
}

Result<kms::CardResources> FaultyDrm::get_resources(int fd) {
    if (const auto error = check(Call::get_resources, fd))
        return tl::unexpected(error);
    return next_.get_resources(fd);
}

Result<kms::ConnectorInfo> FaultyDrm::get_connector(int fd, std::uint32_t connector_id, bool probe) {
    if (const auto error = check(Call::get_connector, fd))
        return tl::unexpected(error);
    return next_.get_connector(fd, connector_id, probe);
}

Result<kms::EncoderInfo> FaultyDrm::get_encoder(int fd, std::uint32_t encoder_id) {
    if (const auto error = check(Call::get_encoder, fd))
        return tl::unexpected(error);
    return next_.get_encoder(fd, encoder_id);
}

Result<std::vector<std::uint32_t>> FaultyDrm::get_planes(int fd) {
    if (const auto error = check(Call::get_planes, fd))
        return tl::unexpected(error);
    return next_.get_planes(fd);
}

Result<kms::PlaneInfo> FaultyDrm::get_plane(int fd, std::uint32_t plane_id) {
    if (const auto error = check(Call::get_plane, fd))
        return tl::unexpected(error);
    return next_.get_plane(fd, plane_id);
}

Result<std::vector<kms::PropertyInfo>> FaultyDrm::get_properties(int fd, std::uint32_t object_id,
                                                                 std::uint32_t object_type) {
    if (const auto error = check(Call::get_properties, fd))
        return tl::unexpected(error);
    return next_.get_properties(fd, object_id, object_type);
}

Result<std::vector<std::byte>> FaultyDrm::get_blob(int fd, std::uint32_t blob_id) {
    if (const auto error = check(Call::get_blob, fd))
        return tl::unexpected(error);
    return next_.get_blob(fd, blob_id);
}

Result<std::uint32_t> FaultyDrm::create_blob(int fd, std::span<const std::byte> data) {
    if (const auto error = check(Call::create_blob, fd))
        return tl::unexpected(error);
    return next_.create_blob(fd, data);
}

std::error_code FaultyDrm::destroy_blob(int fd, std::uint32_t blob_id) {
    if (const auto error = check(Call::destroy_blob, fd))
        return error;
    return next_.destroy_blob(fd, blob_id);
}

Result<kms::DumbInfo> FaultyDrm::create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) {
    if (const auto error = check(Call::create_dumb, fd))
        return tl::unexpected(error);
    return next_.create_dumb(fd, width, height, bpp);
}

std::error_code FaultyDrm::destroy_dumb(int fd, std::uint32_t handle) {
    if (const auto error = check(Call::destroy_dumb, fd))
        return error;
    return next_.destroy_dumb(fd, handle);
}

Result<std::uint64_t> FaultyDrm::map_dumb(int fd, std::uint32_t handle) {
    if (const auto error = check(Call::map_dumb, fd))
        return tl::unexpected(error);
    return next_.map_dumb(fd, handle);
}

Result<UniqueFd> FaultyDrm::prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) {
    if (const auto error = check(Call::prime_handle_to_fd, fd))
        return tl::unexpected(error);
    return next_.prime_handle_to_fd(fd, handle, writable);
}

Result<std::uint32_t> FaultyDrm::prime_fd_to_handle(int fd, int dma_buf) {
    if (const auto error = check(Call::prime_fd_to_handle, fd))
        return tl::unexpected(error);
    return next_.prime_fd_to_handle(fd, dma_buf);
}

std::error_code FaultyDrm::close_gem_handle(int fd, std::uint32_t handle) {
    if (const auto error = check(Call::close_gem_handle, fd))
        return error;
    return next_.close_gem_handle(fd, handle);
}

Result<std::uint32_t> FaultyDrm::add_framebuffer(int fd, const kms::FramebufferInfo& info) {
    if (const auto error = check(Call::add_framebuffer, fd))
        return tl::unexpected(error);
    return next_.add_framebuffer(fd, info);
}

std::error_code FaultyDrm::remove_framebuffer(int fd, std::uint32_t framebuffer_id) {
    if (const auto error = check(Call::remove_framebuffer, fd))
        return error;
    return next_.remove_framebuffer(fd, framebuffer_id);
}

Result<kms::FramebufferInfo> FaultyDrm::get_framebuffer(int fd, std::uint32_t framebuffer_id) {
    if (const auto error = check(Call::get_framebuffer, fd))
        return tl::unexpected(error);
    return next_.get_framebuffer(fd, framebuffer_id);
}

Result<void*> FaultyDrm::map(int fd, std::uint64_t offset, std::size_t size, bool writable) {
    if (const auto error = check(Call::map, fd))
        return tl::unexpected(error);
    return next_.map(fd, offset, size, writable);
}

void FaultyDrm::unmap(void* address, std::size_t size) {
    check(Call::unmap, std::string{});
    next_.unmap(address, size);
}

std::error_code FaultyDrm::sync_dma_buf(int dma_buf, std::uint64_t flags) {
    if (const auto error = check(Call::sync_dma_buf, dma_buf))
        return error;
    return next_.sync_dma_buf(dma_buf, flags);
}

Result<kms::GbmBufferInfo> FaultyDrm::create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                                        std::uint32_t format) {
    if (const auto error = check(Call::create_gbm_buffer, fd))
        return tl::unexpected(error);
    return next_.create_gbm_buffer(fd, width, height, format);
}

void FaultyDrm::destroy_gbm_buffer(int fd, std::uint64_t token) {
    check(Call::destroy_gbm_buffer, fd);
    next_.destroy_gbm_buffer(fd, token);
}

Result<UniqueFd> FaultyDrm::allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) {
    if (const auto error = check(Call::allocate_from_heap, heap_path))
        return tl::unexpected(error);
    return next_.allocate_from_heap(heap_path, bytes);
}

std::error_code FaultyDrm::commit_atomic(int fd, std::span<const kms::PropertyAssignment> assignments,
                                         std::uint32_t flags, std::uint64_t user_data) {
    if (const auto error = check(Call::commit_atomic, fd))
        return error;
    return next_.commit_atomic(fd, assignments, flags, user_data);
}

std::error_code FaultyDrm::set_crtc(int fd, const kms::CrtcConfig& config) {
    if (const auto error = check(Call::set_crtc, fd))
        return error;
    return next_.set_crtc(fd, config);
}

std::error_code FaultyDrm::page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                                     std::uint64_t user_data) {
    if (const auto error = check(Call::page_flip, fd))
        return error;
    return next_.page_flip(fd, crtc_id, framebuffer_id, user_data);
}

std::error_code FaultyDrm::dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) {
    if (const auto error = check(Call::dirty_framebuffer, fd))
        return error;
    return next_.dirty_framebuffer(fd, framebuffer_id, clips);
}

Result<std::vector<kms::FlipEvent>> FaultyDrm::read_events(int fd) {
    if (const auto error = check(Call::read_events, fd))
        return tl::unexpected(error);
    return next_.read_events(fd);
}

}  // namespace kmsmirror::fakes
