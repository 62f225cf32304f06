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
        file->card->set_objects({});
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
    return world_->file(fd).transform([](const auto& file) { return file->card->personality.driver; });
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
