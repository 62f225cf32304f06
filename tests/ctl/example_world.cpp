// SPDX-License-Identifier: MIT
#include "example_world.h"

namespace kmsmirror::test {

mirror::SourceStatus world_source() {
    return {"platform-1f0000.lcd:HDMI-A-1", "scanout", "pl111", "HDMI-A-1", "/dev/dri/card0",
            {{1024, 768}, 60'000},          "XR24"};
}

mirror::SinkStatus well_sink() {
    mirror::SinkStatus sink;
    sink.id = "usb-0:1:1.0";
    sink.state = "mirroring";
    sink.source_id = world_source().id;
    sink.driver = "udl";
    sink.connector = "DVI-I-1";
    sink.device_path = "/dev/dri/card1";
    sink.usb_path = "usb-0:1";
    sink.make = "DEL";
    sink.model = "U2412\x1b[31mM";
    sink.serial = "42";
    sink.path = "prime";
    sink.mode = {{1024, 768}, 59'940};
    sink.format = "XR24";
    sink.modes = {{{1920, 1200}, 59'950}, {{1024, 768}, 59'940}};
    return sink;
}

mirror::SinkStatus copied_sink() {
    mirror::SinkStatus sink = well_sink();
    sink.id = "usb-0:2:1.0";
    sink.driver = "gud";
    sink.connector = "USB-1";
    sink.device_path = "/dev/dri/card2";
    sink.usb_path = "usb-0:2";
    sink.make = "ACM";
    sink.model = "Panel 7";
    sink.serial = "";
    sink.path = "copy";
    sink.path_reason = {"ATOMIC", "ENOMEM", "permanent", "2026-01-02T03:04:05Z"};
    sink.fallback_count = 1;
    sink.settings.max_rate_mhz = 29'970;
    return sink;
}

mirror::SinkStatus taken_sink() {
    mirror::SinkStatus sink;
    sink.id = "usb-0:3:1.0";
    sink.state = "no-master";
    sink.error = "process 4711 (weston) has /dev/dri/card3";
    sink.source_id = world_source().id;
    sink.driver = "udl";
    sink.connector = "DVI-I-2";
    sink.device_path = "/dev/dri/card3";
    sink.usb_path = "usb-0:3";
    sink.path = "none";
    return sink;
}

mirror::SessionStatus world_session() {
    return {"7", world_source().id, 1000, 4321};
}

}  // namespace kmsmirror::test
