// SPDX-License-Identifier: MIT
#pragma once

#include <sys/eventfd.h>

#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"

namespace kmsmirror {

// What one thread shall do next, as others told it. Orders that it has not taken yet are changed by later ones, so that
// it never has a queue to work through. It wakes by an eventfd, and can wait for other descriptors beside it.
template <class Orders>
class Mailbox {
public:
    // Throws std::system_error that says whose it is.
    explicit Mailbox(const std::string& whose) : wake_fd_(::eventfd(0, EFD_CLOEXEC)) {
        if (!wake_fd_)
            throw std::system_error(errno_error(), "eventfd of " + whose);
    }

    // Any thread.
    template <class Change>
    void change(Change change_orders) {
        {
            const std::lock_guard lock(mutex_);
            change_orders(orders_);
        }
        // Fails only when the counter is full, and then the thread wakes all the same.
        static_cast<void>(::eventfd_write(wake_fd_.get(), 1));
    }

    // Readable while there are orders that were not taken.
    [[nodiscard]] int fd() const noexcept { return wake_fd_.get(); }
    // The thread's: waits until there are some.
    [[nodiscard]] Orders take() {
        eventfd_t count = 0;
        static_cast<void>(::eventfd_read(wake_fd_.get(), &count));
        const std::lock_guard lock(mutex_);
        return std::exchange(orders_, {});
    }

private:
    UniqueFd wake_fd_;
    std::mutex mutex_;
    Orders orders_;  // under mutex_
};

}  // namespace kmsmirror
