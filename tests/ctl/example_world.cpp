// SPDX-License-Identifier: MIT
#include "example_world.h"

namespace kmsmirror::test {

using namespace std::chrono_literals;

SourceStatus world_source() {
    return {.id = "platform-1f0000.lcd:HDMI-A-1",
            .driver = "pl111",
            .connector = "HDMI-A-1",
            .device_path = "/dev/dri/card0",
            .mode = {{1024, 768}, 60'000},
            .format = "XR24"};
}

SinkStatus well_sink() {
    SinkStatus sink;
    sink.id = "usb-0:1:1.0";
    sink.state = SinkState::mirroring;
    sink.source_id = world_source().id;
    sink.driver = "udl";
    sink.connector = "DVI-I-1";
    sink.device_path = "/dev/dri/card1";
    sink.usb_path = "usb-0:1";
    sink.make = "DEL";
    sink.model = "U2412\x1b[31mM";
    sink.serial = "42";
    sink.path = Path::prime;
    sink.mode = {{1024, 768}, 59'940};
    sink.format = "XR24";
    sink.modes = {{{1920, 1200}, 59'950}, {{1024, 768}, 59'940}};
    sink.placement = {.region = {0, 0, 1024, 768}, .display_part = {0, 0, 1024, 768}, .filter = {}};
    return sink;
}

SinkStatus copied_sink() {
    SinkStatus sink = well_sink();
    sink.id = "usb-0:2:1.0";
    sink.driver = "gud";
    sink.connector = "USB-1";
    sink.device_path = "/dev/dri/card2";
    sink.usb_path = "usb-0:2";
    sink.make = "ACM";
    sink.model = "Panel 7";
    sink.serial = "";
    sink.path = Path::copy;
    sink.path_reason = {{"ATOMIC", errno_error(ENOMEM)},
                        ErrorClass::permanent,
                        std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + 3h + 4min + 5s};
    sink.fallback_count = 1;
    sink.settings.max_rate_mhz = 29'970;
    return sink;
}

SinkStatus turned_sink(SinkStatus sink) {
    sink.path = Path::copy;
    sink.path_reason = {{"GEOMETRY", errno_error(ERANGE)},
                        ErrorClass::permanent,
                        std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + 3h + 4min + 5s};
    sink.mode = {{800, 480}, 60'000};
    sink.modes = {{{800, 480}, 60'000}};
    sink.settings.rotation = 90;
    sink.settings.reflection = Reflection::x;
    sink.settings.region = Wall{2, 1, 1, 0};
    sink.settings.bezel = 24;
    sink.placement = {.region = {524, 0, 1024, 768}, .display_part = {31, 0, 768, 480}, .filter = Filter::bilinear};
    return sink;
}

SinkStatus taken_sink() {
    SinkStatus sink;
    sink.id = "usb-0:3:1.0";
    sink.state = SinkState::no_master;
    sink.error = "process 4711 (weston) has /dev/dri/card3";
    sink.source_id = world_source().id;
    sink.driver = "udl";
    sink.connector = "DVI-I-2";
    sink.device_path = "/dev/dri/card3";
    sink.usb_path = "usb-0:3";
    return sink;
}

SessionStatus world_session() {
    return {"7", world_source().id, 1000, 4321};
}

}  // namespace kmsmirror::test
