// SPDX-License-Identifier: MIT
#include "fakes/faulty_drm.h"

#include <sys/stat.h>

#include <type_traits>

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

std::string FaultyDrm::card_of(int fd) {
    const std::lock_guard lock(mutex_);
    const auto found = paths_.find(key_of(fd));
    return found == paths_.end() ? std::string() : found->second;
}

std::string FaultyDrm::card_of(const UniqueFd& fd) {
    return card_of(fd.get());
}

std::string FaultyDrm::card_of(const std::string& path) {
    return path;
}

std::string FaultyDrm::card_of(const void* /*mapping*/) {
    return {};
}

std::error_code FaultyDrm::check(Call call, const std::string& card) {
    const std::lock_guard lock(mutex_);
    ++counts_[{call, card}];
    std::error_code error;
    for (Fault& fault : faults_) {
        if (fault.call != call || (!fault.path.empty() && fault.path != card) || fault.count == 0)
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

template <class R, class... Parameters, class First, class... Others>
R FaultyDrm::pass_on(Call call, R (kms::DrmApi::*function)(Parameters...), First&& first, Others&&... others) {
    const std::string card = card_of(first);
    if (const auto error = check(call, card)) {
        if constexpr (std::is_same_v<R, std::error_code>)
            return error;
        else if constexpr (!std::is_void_v<R>)
            return tl::unexpected(error);
    }
    if constexpr (std::is_same_v<R, Result<kms::OpenedCard>>) {
        auto opened = (next_.*function)(std::forward<First>(first), std::forward<Others>(others)...);
        if (opened) {
            const std::lock_guard lock(mutex_);
            paths_[key_of(opened->fd.get())] = card;
        }
        return opened;
    } else {
        return (next_.*function)(std::forward<First>(first), std::forward<Others>(others)...);
    }
}

#define DRM_CALL(result, name, parameters, ...)                      \
    result FaultyDrm::name parameters {                              \
        return pass_on(Call::name, &kms::DrmApi::name, __VA_ARGS__); \
    }
#include "kms/drm_calls.inc"

}  // namespace kmsmirror::fakes
