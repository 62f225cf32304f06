// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kms/drm_api.h"

namespace kmsmirror::fakes {

// The calls of DrmApi, by their names there.
enum class Call {
#define DRM_CALL(result, name, ...) name,
#include "kms/drm_calls.inc"
};

// Passes calls on to another DrmApi, counts them, and fails those that a test chose instead of passing them on.
// Thread-safe. Calls that return nothing are only counted.
class FaultyDrm final : public kms::DrmApi {
public:
    static constexpr unsigned always = std::numeric_limits<unsigned>::max();

    explicit FaultyDrm(kms::DrmApi& next) : next_(next) {}

    // Fails the nth call of that kind from now on (1 = the next), and `count` - 1 after it. `path` restricts it to
    // calls on that card; calls on a dma-buf belong to no card.
    void fail(Call call, unsigned nth, int error, unsigned count = 1, const std::string& path = {});
    // Drops all faults that are left.
    void heal();
    // Calls so far, failed ones too; on one card, or all when `path` is empty.
    [[nodiscard]] std::uint64_t calls(Call call, const std::string& path = {});
    void reset_counts();

#define DRM_CALL(result, name, parameters, ...) result name parameters override;
#include "kms/drm_calls.inc"

private:
    struct Fault {
        Call call;
        std::string path;
        unsigned skip;
        unsigned count;
        int error;
    };
    using FileKey = std::pair<std::uint64_t, std::uint64_t>;  // device and inode

    [[nodiscard]] static FileKey key_of(int fd);
    // The card that a call belongs to, by the call's first argument.
    [[nodiscard]] std::string card_of(int fd);
    [[nodiscard]] std::string card_of(const UniqueFd& fd);
    [[nodiscard]] static std::string card_of(const std::string& path);
    [[nodiscard]] static std::string card_of(const void* mapping);
    // Counts the call; the error with which it is to fail, or none.
    std::error_code check(Call call, const std::string& card);
    template <class R, class... Parameters, class First, class... Others>
    R pass_on(Call call, R (kms::DrmApi::*function)(Parameters...), First&& first, Others&&... others);

    kms::DrmApi& next_;
    std::mutex mutex_;  // guards all below
    std::map<FileKey, std::string> paths_;
    std::map<std::pair<Call, std::string>, std::uint64_t> counts_;
    std::vector<Fault> faults_;
};

}  // namespace kmsmirror::fakes
