// SPDX-License-Identifier: MIT
#include "app/card_store.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"

namespace kmsmirror::app {
namespace {

// Whether an fd is of the device node, which may have been given to another device meanwhile.
bool is_opening_of(int fd, const std::string& path) {
    struct stat open_file {};
    struct stat node {};
    return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &node) == 0 && S_ISCHR(node.st_mode) &&
           open_file.st_rdev == node.st_rdev;
}

// No call on the card tells without waiting for a slow display.
bool is_plugged_in(int fd) {
    struct stat card {};
    return ::fstat(fd, &card) == 0 && S_ISCHR(card.st_mode) &&
           ::access(fmt::format("/sys/dev/char/{}:{}", major(card.st_rdev), minor(card.st_rdev)).c_str(), F_OK) == 0;
}

}  // namespace

CardStore::CardStore(loop::ServiceNotifier& notifier)
    : notifier_(notifier),
      left_(loop::take_stored_fds()),
      // Names must differ from those of the process before this one.
      next_(static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())) {
    std::erase_if(left_, [this](const loop::StoredFd& left) {
        const bool is_gone = !is_plugged_in(left.fd.get());
        if (is_gone)
            notifier_.remove_stored(left.name);
        return is_gone;
    });
}

UniqueFd CardStore::take(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(left_.begin(), left_.end(),
                                    [&](const loop::StoredFd& left) { return is_opening_of(left.fd.get(), path); });
    if (found == left_.end())
        return {};
    log::info("{}: taken over as it was left", path);
    UniqueFd fd = std::move(found->fd);
    names_[fd.get()] = std::move(found->name);
    left_.erase(found);
    return fd;
}

void CardStore::keep(const std::string& path, int fd) {
    const std::lock_guard lock(mutex_);
    std::string name = fmt::format("{}.{}", path.substr(path.rfind('/') + 1), next_++);
    notifier_.store(name, fd);
    names_[fd] = std::move(name);
}

void CardStore::forget(int fd) {
    const std::lock_guard lock(mutex_);
    if (const auto found = names_.extract(fd))
        notifier_.remove_stored(found.mapped());
}

bool CardStore::has_unclaimed() {
    const std::lock_guard lock(mutex_);
    return !left_.empty();
}

void CardStore::drop_unclaimed() {
    const std::lock_guard lock(mutex_);
    for (const loop::StoredFd& left : std::exchange(left_, {}))
        notifier_.remove_stored(left.name);
}

}  // namespace kmsmirror::app
