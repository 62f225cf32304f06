// SPDX-License-Identifier: MIT
#include "fakes/fake_model.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include "kms/format.h"

namespace kmsmirror::fakes {

namespace {

std::uint64_t monotonic_us() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

// The part of the framebuffer that the plane shows.
Rect source_rect(const DisplayState& state) {
    const auto whole = [](std::uint64_t fixed) { return static_cast<std::int32_t>(fixed >> 16); };
    return {whole(state.src_x), whole(state.src_y), whole(state.src_x + state.src_w), whole(state.src_y + state.src_h)};
}

// As udl and gud do: framebuffer coordinates are the display's, whatever SRC_X and SRC_Y say.
void paint(Card& card, const Framebuffer& framebuffer, const Rect& clip) {
    const kms::FramebufferInfo& info = framebuffer.info;
    const std::uint32_t line = card.personality.framebuffer_width_is_line ? info.size.width : card.picture.size.width;
    const bool has_no_pitch =
        card.personality.ignores_pitch_of_rgb565 && info.format == kms::format_rgb565 && clip == rect_of(info.size);
    const std::uint32_t pitch = has_no_pitch ? info.size.width * 2 : info.pitch;
    const auto left = static_cast<std::uint32_t>(clip.x1);
    const Size size{static_cast<std::uint32_t>(clip.width()), 1};
    for (auto row = static_cast<std::uint32_t>(clip.y1); row < static_cast<std::uint32_t>(clip.y2); ++row) {
        const std::uint32_t start = info.offset + row * pitch + left * kms::bytes_per_pixel(info.format);
        Picture part = read_picture(framebuffer.memory->bytes(), {.size = size,
                                                                  .format = info.format,
                                                                  .pitch = info.pitch,
                                                                  .offset = start,
                                                                  .modifier = kms::modifier_linear,
                                                                  .bytes = framebuffer.memory->size});
        if (card.sends_rgb565(line))
            part = through_rgb565(std::move(part));
        const std::size_t index = std::size_t{row} * line + left;
        if (index >= card.picture.pixels.size())
            return;
        const std::size_t count = std::min<std::size_t>(part.pixels.size(), card.picture.pixels.size() - index);
        std::copy_n(part.pixels.begin(), count, card.picture.pixels.begin() + static_cast<std::ptrdiff_t>(index));
        card.pixels_read += size.width;
    }
}

// A plane that scales or turns: each pixel of the display is that of the framebuffer under its middle.
void paint_transformed(Card& card, const DisplayState& state, std::span<const Rect> clips) {
    const kms::FramebufferInfo& info = state.framebuffer->info;
    const Picture all = read_picture(state.framebuffer->memory->bytes(), {.size = info.size,
                                                                          .format = info.format,
                                                                          .pitch = info.pitch,
                                                                          .offset = info.offset,
                                                                          .modifier = kms::modifier_linear,
                                                                          .bytes = state.framebuffer->memory->size});
    const auto width = static_cast<double>(state.crtc_w);
    const auto height = static_cast<double>(state.crtc_h);
    for (std::uint32_t y = 0; y < state.crtc_h; ++y)
        for (std::uint32_t x = 0; x < state.crtc_w; ++x) {
            double along = (x + 0.5) / width;
            double down = (y + 0.5) / height;
            // Back: clockwise what was turned counter-clockwise, then mirrored.
            for (std::uint64_t turned = state.rotation & DRM_MODE_ROTATE_MASK; turned > 1; turned >>= 1)
                along = 1 - std::exchange(down, along);
            if ((state.rotation & DRM_MODE_REFLECT_X) != 0)
                along = 1 - along;
            if ((state.rotation & DRM_MODE_REFLECT_Y) != 0)
                down = 1 - down;
            constexpr double one = 65536;
            const auto column = static_cast<std::int32_t>(
                (static_cast<double>(state.src_x) + along * static_cast<double>(state.src_w)) / one);
            const auto row = static_cast<std::int32_t>(
                (static_cast<double>(state.src_y) + down * static_cast<double>(state.src_h)) / one);
            const bool is_sent = clips.empty() || std::any_of(clips.begin(), clips.end(), [&](const Rect& clip) {
                                     return column >= clip.x1 && column < clip.x2 && row >= clip.y1 && row < clip.y2;
                                 });
            if (!is_sent)
                continue;
            const auto index =
                static_cast<std::size_t>((state.crtc_y + y) * card.picture.size.width + state.crtc_x + x);
            card.picture.pixels.at(index) = all.at(static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row));
            ++card.pixels_read;
        }
}

// drm_atomic_helper_damage_iter_next() and drm_atomic_helper_damage_merged()
void paint_damage(Card& card, const DisplayState& state, std::span<const Rect> clips) {
    const Rect all = source_rect(state);
    const Rect nothing{all.x2, all.y2, all.x1, all.y1};
    Rect hull = nothing;
    for (const Rect& clip : clips) {
        const Rect visible = clip.intersected(all);
        if (visible.empty())
            continue;
        hull = {std::min(hull.x1, visible.x1), std::min(hull.y1, visible.y1), std::max(hull.x2, visible.x2),
                std::max(hull.y2, visible.y2)};
        if (!card.personality.merges_damage)
            paint(card, *state.framebuffer, visible);
    }
    if (clips.empty())
        paint(card, *state.framebuffer, all);
    else if (card.personality.merges_damage && !hull.empty())
        paint(card, *state.framebuffer, hull);
}

}  // namespace

std::optional<FileKey> key_of(int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0)
        return std::nullopt;
    return FileKey{status.st_dev, status.st_ino};
}

Memory::Memory(std::shared_ptr<Card> owner, std::uint64_t bytes)
    : exporter(std::move(owner)),
      size(bytes),
      fd(::memfd_create("fake-dumb-buffer", MFD_CLOEXEC)),
      mapping_error(exporter->mapping_error_of_new) {
    if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(size)) != 0)
        throw std::system_error(errno_error(), "memfd");
    key = key_of(fd.get()).value();
    void* const mapped =
        ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (mapped == MAP_FAILED)
        throw std::system_error(errno_error(), "mmap");
    address = static_cast<std::byte*>(mapped);
    // dma_direct_alloc_no_mapping() does not clear: whoever shows new memory shows this.
    if (exporter->personality.contiguous)
        std::memset(address, 0x5a, static_cast<std::size_t>(size));
}

Memory::~Memory() {
    ::munmap(address, static_cast<std::size_t>(size));
}

Picture Card::read_shown_picture() const {
    Picture shown = read_picture_of_framebuffer();
    if (plugged && objects.distorts(state))
        for (std::uint32_t& pixel : shown.pixels)
            pixel ^= 0xffffff;
    return shown;
}

Picture Card::read_picture_of_framebuffer() const {
    if (!plugged || !personality.scans_out)
        return picture;
    if (!is_on())
        return {};
    const kms::FramebufferInfo& info = state.framebuffer->info;
    const Rect source = source_rect(state);
    const auto start = static_cast<std::uint32_t>(source.y1) * info.pitch +
                       static_cast<std::uint32_t>(source.x1) * kms::bytes_per_pixel(info.format);
    return read_picture(state.framebuffer->memory->bytes(), {.size = state.mode->size(),
                                                             .format = info.format,
                                                             .pitch = info.pitch,
                                                             .offset = info.offset + start,
                                                             .modifier = kms::modifier_linear,
                                                             .bytes = state.framebuffer->memory->size});
}

bool Card::sends_rgb565(std::uint32_t width) const {
    return personality.sends_rgb565 || (personality.line_bytes != 0 && width * 3 > personality.line_bytes);
}

void Card::finish_pending() {
    if (!pending)
        return;
    const PendingCommit commit = std::move(*pending);
    pending.reset();
    const DisplayState shown = commit.objects.shown();
    const bool shows = shown.active && shown.mode && shown.framebuffer;
    if (plugged && !shows)
        picture = {};
    if (plugged && shows && !personality.scans_out) {
        const Size size = shown.mode->size();
        if (commit.is_modeset || picture.size != size)
            picture = {size, std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
        const bool is_whole = shown.rotation == DRM_MODE_ROTATE_0 && shown.src_w == std::uint64_t{size.width} << 16 &&
                              shown.src_h == std::uint64_t{size.height} << 16;
        if (!commit.is_unreadable && is_whole)
            paint_damage(*this, shown, commit.clips);
        else if (!commit.is_unreadable)
            paint_transformed(*this, shown, commit.clips);
    }
    if (const auto file = commit.event_file.lock()) {
        if (personality.has_vblank)
            ++sequence;
        file->send_event({commit.user_data, shown.crtc_id, sequence, monotonic_us()});
    }
}

void Card::turn_off(const Framebuffer& framebuffer) {
    ObjectStates changed = objects;
    if (!changed.turn_off(framebuffer))
        return;
    set_objects(std::move(changed));
    if (plugged)
        picture = {};
}

void Card::set_objects(ObjectStates changed) {
    objects = std::move(changed);
    state = objects.shown();
}

std::uint32_t Card::possible_crtcs(std::uint32_t connector) const {
    const std::uint32_t mask =
        connector == 0 ? personality.possible_crtcs : personality.more_connectors.at(connector - 1).possible_crtcs;
    return mask & ((1U << personality.crtcs) - 1);
}

std::uint32_t Card::connector_count() const {
    return static_cast<std::uint32_t>(1 + personality.more_connectors.size());
}

bool File::is_closed() const {
    pollfd request{our_end.get(), 0, 0};
    return ::poll(&request, 1, 0) == 1 && (request.revents & POLLHUP) != 0;
}

void File::send_event(const kms::FlipEvent& event) {
    events.push_back(event);
    const char mark = 'e';
    ::send(our_end.get(), &mark, 1, MSG_NOSIGNAL);
}

// drm_gem_handle_create_tail() takes the smallest number that is free.
std::uint32_t File::add_handle(Handle handle) {
    std::uint32_t number = 1;
    for (const auto& [used, other] : handles) {
        if (used != number)
            break;
        ++number;
    }
    handles[number] = std::move(handle);
    is_as_left = false;
    return number;
}

const std::uint32_t* File::find_handle(const Memory& memory) const {
    for (const auto& [number, handle] : handles)
        if (handle.memory.get() == &memory)
            return &number;
    return nullptr;
}

Result<std::shared_ptr<File>> FakeDrm::World::file(int fd) const {
    const auto key = key_of(fd);
    const auto found = std::find_if(files.begin(), files.end(), [&](const auto& file) { return key == file->key; });
    if (found == files.end())
        return failure(EBADF);
    if (!(*found)->card->plugged)
        return failure(ENODEV);
    return *found;
}

Result<std::shared_ptr<File>> FakeDrm::World::master_file(int fd) const {
    auto opened = file(fd);
    if (opened && (*opened)->card->master.lock() != *opened)
        return failure(EACCES);
    return opened;
}

std::shared_ptr<Memory> FakeDrm::World::memory_of(int dma_buf) const {
    const auto key = key_of(dma_buf);
    const auto found =
        std::find_if(memories.begin(), memories.end(), [&](const auto& memory) { return key == memory->key; });
    return found == memories.end() ? nullptr : *found;
}

void FakeDrm::World::close_files() {
    std::erase_if(files, [this](const std::shared_ptr<File>& file) {
        if (!file->is_closed())
            return false;
        Card& card = *file->card;
        // An unplugged card refuses to free anything: closing it is the way.
        if (card.plugged)
            describe_file(*file, "closed with", found_leaks);
        std::erase_if(card.framebuffers, [&](const auto& entry) {
            const bool goes = entry.second->owner == file.get();
            if (goes)
                card.turn_off(*entry.second);
            return goes;
        });
        std::erase_if(card.blobs, [&](const auto& entry) { return entry.second.owner == file.get(); });
        return true;
    });
}

int FakeDrm::World::map_in_kernel(const Card& sink, const DisplayState& state) const {
    if (sink.personality.scans_out || !state.framebuffer || state.plane_crtc == 0)
        return 0;
    const Memory& memory = *state.framebuffer->memory;
    return memory.exporter.get() == &sink ? 0 : map_in_kernel(memory);
}

int FakeDrm::World::map_in_kernel(const Memory& memory) const {
    if (is_mapped_in_kernel(memory))
        return 0;
    const int error = memory.mapping_error != 0 ? memory.mapping_error : memory.exporter->mapping_error;
    if (error == 0)
        ++memory.exporter->kernel_mappings;
    return error;
}

// A sink that shows a framebuffer keeps its mapping, and one that maps at import keeps it for as long as it has the
// memory.
bool FakeDrm::World::is_mapped_in_kernel(const Memory& memory) const {
    return std::any_of(files.begin(), files.end(), [&memory](const std::shared_ptr<File>& file) {
        const Card& card = *file->card;
        if (card.personality.maps_at_import && &card != memory.exporter.get())
            return file->find_handle(memory) != nullptr ||
                   std::ranges::any_of(card.framebuffers,
                                       [&](const auto& entry) { return entry.second->memory.get() == &memory; });
        return !card.personality.scans_out && !card.personality.maps_after_commit && &card != memory.exporter.get() &&
               card.state.framebuffer && card.state.framebuffer->memory.get() == &memory;
    });
}

}  // namespace kmsmirror::fakes
