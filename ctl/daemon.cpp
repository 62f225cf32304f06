// SPDX-License-Identifier: MIT
#include "ctl/daemon.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* service = "org.kmsmirror1";
constexpr const char* manager_path = "/org/kmsmirror1";
constexpr const char* manager_interface = "org.kmsmirror1.Manager";

int append_no_options(sd_bus_message* message) {
    return sd_bus_message_append(message, "a{sv}", 0);
}

}  // namespace

Json Daemon::get_status() {
    const auto reply = connection_.call({service, manager_path, manager_interface, "GetStatus"}, append_no_options);
    return bus::read_value(reply.get());
}

}  // namespace kmsmirror::ctl
