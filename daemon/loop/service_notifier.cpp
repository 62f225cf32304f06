// SPDX-License-Identifier: MIT
#include "loop/service_notifier.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <chrono>
#include <cstdlib>
#include <memory>

namespace kmsmirror::loop {

namespace {

struct Free {
    template <class T>
    void operator()(T* memory) const noexcept {
        std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): systemd allocated it so
    }
};

void send(const std::string& message) {
    // Nobody can act on a failure: the manager's timeout does.
    sd_notify(0, message.c_str());
}

}  // namespace

void ServiceNotifier::ready(std::string_view status) {
    last_status_ = status;
    send(fmt::format("READY=1\nSTATUS={}", status));
}

void ServiceNotifier::status(std::string_view status) {
    if (status == last_status_)
        return;
    last_status_ = status;
    send(fmt::format("STATUS={}", status));
}

void ServiceNotifier::reloading() {
    // Type=notify-reload (systemd 253) wants the time, to tell this message from one of an earlier reload.
    using std::chrono::microseconds;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", std::chrono::duration_cast<microseconds>(now).count()));
}

void ServiceNotifier::stopping() {
    send("STOPPING=1");
}

void ServiceNotifier::watchdog() {
    send("WATCHDOG=1");
}

// The manager polls what it keeps, to drop what hangs up. Cards never do.
void ServiceNotifier::store(const std::string& name, int fd) {
    sd_pid_notify_with_fds(0, 0, fmt::format("FDSTORE=1\nFDPOLL=0\nFDNAME={}", name).c_str(), &fd, 1);
}

void ServiceNotifier::remove_stored(const std::string& name) {
    send(fmt::format("FDSTOREREMOVE=1\nFDNAME={}", name));
}

std::vector<StoredFd> take_stored_fds() {
    char** allocated = nullptr;
    const int count = sd_listen_fds_with_names(1, &allocated);
    const std::unique_ptr<char*[], Free> names(allocated);
    std::vector<StoredFd> stored;
    stored.reserve(count > 0 ? static_cast<std::size_t>(count) : 0);
    for (int i = 0; i < count; ++i) {
        const std::unique_ptr<char[], Free> name(names[static_cast<std::size_t>(i)]);
        stored.push_back({name.get(), UniqueFd(SD_LISTEN_FDS_START + i)});
    }
    return stored;
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return std::nullopt;
    return std::chrono::microseconds(microseconds);
}

}  // namespace kmsmirror::loop
