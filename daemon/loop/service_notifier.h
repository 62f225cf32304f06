// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"

namespace kmsmirror::loop {

// A file descriptor that was kept for this process.
struct StoredFd {
    std::string name;
    UniqueFd fd;
};

// What the service manager kept, once: a second call finds nothing.
[[nodiscard]] std::vector<StoredFd> take_stored_fds();

// How often the service manager wants to hear of progress; nothing if it does not.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

// Tells the service manager what the daemon does. Does nothing where none listens (NOTIFY_SOCKET unset).
class ServiceNotifier {
public:
    // `status` is one line for `systemctl status`.
    void ready(std::string_view status);

    // Sends only what differs from the last status.
    void status(std::string_view status);

    // Before the configuration is read again; ready() ends it.
    void reloading();
    void stopping();
    // There was progress.
    void watchdog();

    // Keeps a descriptor for the process after this one, until it is removed; its name has no colon. From any thread.
    void store(const std::string& name, int fd);
    void remove_stored(const std::string& name);

private:
    std::string last_status_;
};

}  // namespace kmsmirror::loop
