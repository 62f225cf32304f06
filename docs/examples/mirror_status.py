#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Says what every display shows, and why. Needs python3-dbus; the bus is that of DBUS_SYSTEM_BUS_ADDRESS, if set.
import dbus

daemon = dbus.SystemBus().get_object("org.kmsmirror1", "/org/kmsmirror1")
status = daemon.GetStatus({}, dbus_interface="org.kmsmirror1.Manager")
print("kmsmirrord", status["version"], "is", status["state"])
for sink in status["sinks"]:
    reason = " ".join(word for word in sink["PathReason"] if word)
    print(f'{sink["UsbPath"]} {sink["Connector"]}: {sink["State"]} by {sink["Path"]}', f"({reason})" if reason else "")
    print(f'  {sink["Statistics"]["frames_shown"]} frames shown, {sink["Statistics"]["frames_lost"]} lost')
