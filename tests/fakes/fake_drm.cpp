// SPDX-License-Identifier: MIT
#include "fakes/fake_drm.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <xf86drm.h>

#include <array>

#include "fakes/fake_model.h"

namespace kmsmirror::fakes {

FakeDrm::FakeDrm() : world_(std::make_unique<World>()) {}

// Cards and the memory that they export refer to each other.
FakeDrm::~FakeDrm() {
    for (const auto& file : world_->files)
        file->card->framebuffers.clear();
    for (const auto& file : world_->files)
        file->card->state = {};
}

void FakeDrm::add_card(const std::string& path, Personality personality) {
    const std::lock_guard lock(mutex_);
    auto card = std::make_shared<Card>();
    card->path = path;
    card->personality = std::move(personality);
    card->mapping_error = card->personality.mapping_error;
    card->blobs[id::edid_blob] = {std::make_shared<const Bytes>(card->personality.edid), nullptr};
    world_->cards[path] = std::move(card);
}

void FakeDrm::unplug(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.picture = card.read_shown_picture();
    card.plugged = false;
    card.finish_pending();
    unhung_.notify_all();
}

void FakeDrm::set_connected(const std::string& path, bool connected) {
    const std::lock_guard lock(mutex_);
    world_->card(path).connected = connected;
}

void FakeDrm::set_kernel_mapping(const std::string& path, bool mapped, int error) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.mapping_error = mapped ? card.personality.mapping_error : error;
}

void FakeDrm::set_foreign_master(const std::string& path, bool is_master) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.foreign_master = is_master;
    if (is_master)
        card.master.reset();
}

void FakeDrm::set_memory_limit(const std::string& path, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    world_->card(path).memory_limit = bytes;
}

void FakeDrm::keep_cards() {
    const std::lock_guard lock(mutex_);
    world_->keeps_cards = true;
}

void FakeDrm::leave_pictures(bool leave) {
    const std::lock_guard lock(mutex_);
    world_->leaves_pictures = leave;
    if (!leave)
        for (auto& kept : world_->kept_cards)
            kept.is_left = true;
}

void FakeDrm::hold_completions(const std::string& path, bool hold) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.hold_completions = hold;
    if (!hold)
        card.finish_pending();
}

bool FakeDrm::complete(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    const bool was_busy = card.pending.has_value();
    card.finish_pending();
    return was_busy;
}

bool FakeDrm::is_busy(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).pending.has_value();
}

void FakeDrm::set_hung(const std::string& path, bool hung) {
    const std::lock_guard lock(mutex_);
    world_->card(path).hung = hung;
    unhung_.notify_all();
}

Picture FakeDrm::shown_picture(const std::string& path) {
    const std::lock_guard lock(mutex_);
    world_->close_files();
    return world_->card(path).read_shown_picture();
}

std::uint64_t FakeDrm::commit_count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).commits;
}

std::uint64_t FakeDrm::modeset_count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).modesets;
}

std::uint64_t FakeDrm::pixels_read(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).pixels_read;
}

std::uint64_t FakeDrm::kernel_mappings(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).kernel_mappings;
}

Result<kms::OpenedCard> FakeDrm::open_card(const std::string& path) {
    const std::lock_guard lock(mutex_);
    world_->close_files();
    const auto found = world_->cards.find(path);
    if (found == world_->cards.end() || !found->second->plugged)
        return failure(ENOENT);
    if (auto left = world_->take_left(*found->second))
        return std::move(*left);
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
        return failure();
    UniqueFd program_end(ends[0]);
    auto file = std::make_shared<File>();
    file->card = found->second;
    file->our_end.reset(ends[1]);
    file->key = key_of(program_end.get()).value();
    if (!file->card->foreign_master && file->card->master.expired())
        file->card->master = file;
    world_->files.push_back(std::move(file));
    if (world_->keeps_cards)
        world_->kept_cards.push_back({UniqueFd(::fcntl(program_end.get(), F_DUPFD_CLOEXEC, 0)), false});
    return kms::OpenedCard{std::move(program_end), false};
}

std::optional<kms::OpenedCard> FakeDrm::World::take_left(const Card& card) {
    std::erase_if(kept_cards, [this](const KeptCard& kept) { return !file(kept.fd.get()); });
    for (KeptCard& kept : kept_cards) {
        const auto left = file(kept.fd.get());
        if (!kept.is_left || !left || (*left)->card.get() != &card)
            continue;
        kept.is_left = false;
        (*left)->is_as_left = true;
        return kms::OpenedCard{UniqueFd(::fcntl(kept.fd.get(), F_DUPFD_CLOEXEC, 0)), true};
    }
    return std::nullopt;
}

void FakeDrm::close_card(UniqueFd fd) {
    const std::lock_guard lock(mutex_);
    if (world_->leaves_pictures)
        return;
    if (const auto file = world_->file(fd.get()); file && (*file)->card->master.lock() == *file)
        (*file)->card->master.reset();
    const auto key = key_of(fd.get());
    std::erase_if(world_->kept_cards, [&](const auto& kept) { return key_of(kept.fd.get()) == key; });
}

Result<std::string> FakeDrm::get_driver_name(int fd) {
    const std::lock_guard lock(mutex_);
    return world_->file(fd).map([](const auto& file) { return file->card->personality.driver; });
}

Result<std::uint64_t> FakeDrm::get_cap(int fd, std::uint64_t capability) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return tl::unexpected(file.error());
    const Personality& personality = (*file)->card->personality;
    switch (capability) {
        case DRM_CAP_DUMB_BUFFER:
        case DRM_CAP_TIMESTAMP_MONOTONIC:
        case DRM_CAP_CRTC_IN_VBLANK_EVENT:
            return 1U;
        case DRM_CAP_PRIME:
            return DRM_PRIME_CAP_IMPORT | (personality.export_error == 0 ? DRM_PRIME_CAP_EXPORT : 0U);
        default:
            return failure(EINVAL);
    }
}

std::error_code FakeDrm::set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    if (value > 1)
        return errno_error(EINVAL);
    if (capability == DRM_CLIENT_CAP_UNIVERSAL_PLANES) {
        (*file)->universal_planes = value == 1;
        return {};
    }
    if (capability != DRM_CLIENT_CAP_ATOMIC)
        return errno_error(EINVAL);
    if (!(*file)->card->personality.atomic)
        return errno_error(EOPNOTSUPP);
    (*file)->atomic = (*file)->universal_planes = value == 1;
    return {};
}

std::error_code FakeDrm::set_master(int fd) {
    const std::lock_guard lock(mutex_);
    world_->close_files();
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    Card& card = *(*file)->card;
    const auto master = card.master.lock();
    if (card.foreign_master || (master && master != *file))
        return errno_error(EBUSY);
    card.master = *file;
    return {};
}

std::error_code FakeDrm::drop_master(int fd) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    if (!file)
        return file.error();
    if ((*file)->card->master.lock() != *file)
        return errno_error(EINVAL);
    (*file)->card->master.reset();
    return {};
}

Result<std::vector<kms::FlipEvent>> FakeDrm::read_events(int fd) {
    const std::lock_guard lock(mutex_);
    const auto file = world_->file(fd);
    // drm_read() works on after an unplug.
    if (!file && file.error() != std::errc::no_such_device)
        return tl::unexpected(file.error());
    std::array<char, 256> marks{};
    while (::recv(fd, marks.data(), marks.size(), 0) > 0) {
    }
    for (const auto& open_file : world_->files) {
        if (open_file->key != key_of(fd))
            continue;
        std::vector<kms::FlipEvent> events(open_file->events.begin(), open_file->events.end());
        open_file->events.clear();
        return events;
    }
    return std::vector<kms::FlipEvent>{};
}

}  // namespace kmsmirror::fakes
