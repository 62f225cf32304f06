// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "kms/libdrm_api.h"
#include "loop/service_notifier.h"

namespace kmsmirror::app {

// Keeps cards open in the service manager's file descriptor store (FileDescriptorStoreMax= in the unit), so that
// displays keep their pictures while the daemon is restarted, and gives back those that the process before this one has
// left there. Without a service manager it keeps nothing.
class CardStore final : public kms::CardKeeper {
public:
    // Takes what is in the store over. `notifier` outlives it.
    explicit CardStore(loop::ServiceNotifier& notifier);
    // Cards that nobody has taken yet.
    [[nodiscard]] bool has_unclaimed();
    // Nobody will: they are left to other programs.
    void drop_unclaimed();

    UniqueFd take(const std::string& path) override;
    void keep(const std::string& path, int fd) override;
    void forget(int fd) override;

private:
    loop::ServiceNotifier& notifier_;
    std::mutex mutex_;                  // guards all below
    std::vector<loop::StoredFd> left_;  // by the process before this one
    std::map<int, std::string> names_;  // in the store, of the fds in use
    std::uint64_t next_ = 0;
};

}  // namespace kmsmirror::app
