// SPDX-License-Identifier: MIT
#include "loop/service_notifier.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <chrono>

namespace kmsmirror::loop {

namespace {

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

}  // namespace kmsmirror::loop
