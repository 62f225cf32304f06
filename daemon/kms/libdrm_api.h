// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kms/drm_api.h"

namespace kmsmirror::kms {

class GbmDevice;

// Keeps cards open beyond the life of this process, for the next one. Called from any thread.
class CardKeeper {
public:
    virtual ~CardKeeper() = default;
    // The card as the process before this one had it; none = it is to be opened.
    virtual UniqueFd take(const std::string& path) = 0;
    // Both borrow the fd for the call.
    virtual void keep(const std::string& path, int fd) = 0;
    virtual void forget(int fd) = 0;
};

// The kernel, through libdrm, ioctl(2), mmap(2) and libgbm. Thread-safe as DrmApi says.
// Owns one gbm_device for each card that asked for a gbm buffer, as long as it has one.
class LibdrmApi final : public DrmApi {
public:
    // `keeper`, if there is one, outlives it.
    explicit LibdrmApi(CardKeeper* keeper = nullptr);
    ~LibdrmApi() override;
    LibdrmApi(const LibdrmApi&) = delete;
    LibdrmApi& operator=(const LibdrmApi&) = delete;

    // From now on displays keep what they show, for as long as their cards are kept open: framebuffers are not removed,
    // and cards that are closed are not forgotten.
    void leave_pictures() noexcept { leaves_pictures_ = true; }

#define DRM_CALL(result, name, parameters, ...) result name parameters override;
#include "kms/drm_calls.inc"

private:
    CardKeeper* keeper_;
    std::atomic<bool> leaves_pictures_ = false;
    std::mutex gbm_mutex_;                                             // guards gbm_devices_ and all calls of libgbm
    std::unordered_map<int, std::unique_ptr<GbmDevice>> gbm_devices_;  // by card fd
};

}  // namespace kmsmirror::kms
