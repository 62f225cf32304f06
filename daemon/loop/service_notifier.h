// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace kmsmirror::loop {

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

private:
    std::string last_status_;
};

}  // namespace kmsmirror::loop
