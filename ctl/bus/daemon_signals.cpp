// SPDX-License-Identifier: MIT
#include "ctl/bus/daemon_signals.h"

namespace kmsmirror::ctl::bus {

void subscribe_to_daemon(Connection& connection) {
    connection.subscribe("type='signal',sender='org.kmsmirror1',path_namespace='/org/kmsmirror1'");
    connection.subscribe(
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',"
        "arg0='org.kmsmirror1'");
}

}  // namespace kmsmirror::ctl::bus
