// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"
#include "kms/format.h"

namespace kmsmirror::fakes {

namespace {

// As drm_format_info() tells, 0 for formats that the kernel does not know.
std::uint32_t bytes_per_pixel(std::uint32_t format) {
    return format == kms::fourcc('X', 'R', '3', '0') ? 4 : kms::bytes_per_pixel(format);
}

// As drm_internal_framebuffer_create(), framebuffer_check() and drm_gem_fb_init_with_funcs() do, in their order.
int check_framebuffer(const Card& card, const File& file, const kms::FramebufferInfo& info) {
    const Personality& personality = card.personality;
    if (info.size.width < personality.min.width || info.size.width > personality.max.width ||
        info.size.height < personality.min.height || info.size.height > personality.max.height)
        return EINVAL;
    const std::uint64_t line = std::uint64_t{info.size.width} * bytes_per_pixel(info.format);
    if (line == 0 || info.handle == 0)
        return EINVAL;
    if (std::uint64_t{info.size.height} * info.pitch + info.offset > std::numeric_limits<std::uint32_t>::max())
        return ERANGE;
    const auto& formats = personality.formats;
    if (info.pitch < line)
        return EINVAL;
    if (!personality.checks_formats_at_commit &&
        std::find(formats.begin(), formats.end(), info.format) == formats.end())
        return personality.has_own_framebuffers ? ENOENT : EINVAL;
    const auto handle = file.handles.find(info.handle);
    if (handle == file.handles.end())
        return personality.has_own_framebuffers ? EINVAL : ENOENT;
    const std::uint64_t end = std::uint64_t{info.size.height - 1} * info.pitch + line + info.offset;
    return handle->second.memory->size < end ? EINVAL : 0;
}

}  // namespace

Result<std::uint32_t> FakeDrm::add_framebuffer(int fd, const kms::FramebufferInfo& info) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    Card& card = *(*file)->card;
    if (const int error = check_framebuffer(card, **file, info); error != 0)
        return failure(error);
    const std::uint32_t framebuffer_id = card.next_id++;
    card.framebuffers[framebuffer_id] =
        std::make_shared<const Framebuffer>(Framebuffer{info, (*file)->handles.at(info.handle).memory, file->get()});
    return framebuffer_id;
}

std::error_code FakeDrm::remove_framebuffer(int fd, std::uint32_t framebuffer_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    if (world_->leaves_pictures)
        return {};
    Card& card = *(*file)->card;
    const auto found = card.framebuffers.find(framebuffer_id);
    if (found == card.framebuffers.end() || found->second->owner != file->get())
        return errno_error(ENOENT);
    // atomic_remove_fb() waits for the display, then turns the plane off, and with it these drivers' CRTC.
    if (card.state.framebuffer_id == framebuffer_id)
        card.finish_pending();
    card.turn_off(*found->second);
    card.framebuffers.erase(found);
    return {};
}

Result<kms::FramebufferInfo> FakeDrm::get_framebuffer(int fd, std::uint32_t framebuffer_id) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Card& card = *(*file)->card;
    const auto found = card.framebuffers.find(framebuffer_id);
    if (found == card.framebuffers.end())
        return failure(ENOENT);
    kms::FramebufferInfo info = found->second->info;
    info.handle = 0;
    if (card.master.lock() == *file)
        info.handle = (*file)->add_handle({found->second->memory, false});
    return info;
}

}  // namespace kmsmirror::fakes
