// SPDX-License-Identifier: MIT
#include "bus/sink_object.h"

#include <array>
#include <tuple>

#include "base/text.h"
#include "bus/errors.h"
#include "bus/names.h"

namespace kmsmirror::bus {

namespace {

using mirror::SinkStatus;

bool identity_differs(const SinkStatus& a, const SinkStatus& b) {
    return std::tie(a.make, a.model, a.serial) != std::tie(b.make, b.model, b.serial);
}

constexpr std::array<PropertyOf<SinkStatus>, 13> properties{{
    {"State", member_differs<&SinkStatus::state>},
    {"Error", member_differs<&SinkStatus::error>},
    {"Source", member_differs<&SinkStatus::source_id>},
    {"Driver", member_differs<&SinkStatus::driver>},
    {"Connector", member_differs<&SinkStatus::connector>},
    {"DevicePath", member_differs<&SinkStatus::device_path>},
    {"UsbPath", member_differs<&SinkStatus::usb_path>},
    {"Identity", identity_differs},
    {"Path", member_differs<&SinkStatus::path>},
    {"PathReason", member_differs<&SinkStatus::path_reason>},
    {"FallbackCount", member_differs<&SinkStatus::fallback_count>},
    {"Mode", member_differs<&SinkStatus::mode>},
    {"Format", member_differs<&SinkStatus::format>},
}};

}  // namespace

SinkObject::SinkObject(sdbus::IConnection& connection, Control& control, const SinkStatus& status)
    : AdaptorInterfaces(connection, sdbus::ObjectPath{object_path(sink_prefix, status.id)}),
      control_(control),
      status_(status) {
    registerAdaptor();
}

SinkObject::~SinkObject() {
    unregisterAdaptor();
}

void SinkObject::announce() {
    const auto names = status_.take_changes(properties);
    if (!names.empty())
        emitPropertiesChangedSignal(compat::InterfaceName{Sink_adaptor::INTERFACE_NAME}, names);
}

void SinkObject::Rearm(const Dictionary& options) {
    guarded([&] {
        Options(options).finish();
        const auto result = control_.rearm(status_->id);
        if (!result)
            throw to_bus_error(result.error());
    });
}

Dictionary SinkObject::GetStatistics(const Dictionary& options) {
    return guarded([&] {
        Options(options).finish();
        const auto statistics = control_.sink_statistics(status_->id);
        return Dictionary{{"frames_offered", sdbus::Variant(statistics.frames_offered)},
                          {"frames_shown", sdbus::Variant(statistics.frames_shown)},
                          {"frames_superseded", sdbus::Variant(statistics.frames_superseded)},
                          {"frames_lost", sdbus::Variant(statistics.frames_lost)},
                          {"last_shown_sequence", sdbus::Variant(statistics.last_shown_sequence)},
                          {"commits", sdbus::Variant(statistics.commits)},
                          {"bytes_copied", sdbus::Variant(statistics.bytes_copied)}};
    });
}

std::string SinkObject::State() {
    return printable(status_->state);
}

std::string SinkObject::Error() {
    return printable(status_->error);
}

sdbus::ObjectPath SinkObject::Source() {
    const std::string& id = status_->source_id;
    return sdbus::ObjectPath{id.empty() ? "/" : object_path(source_prefix, id)};
}

std::string SinkObject::Driver() {
    return printable(status_->driver);
}

std::string SinkObject::Connector() {
    return printable(status_->connector);
}

std::string SinkObject::DevicePath() {
    return printable(status_->device_path);
}

std::string SinkObject::UsbPath() {
    return printable(status_->usb_path);
}

sdbus::Struct<std::string, std::string, std::string> SinkObject::Identity() {
    return {printable(status_->make), printable(status_->model), printable(status_->serial)};
}

std::string SinkObject::Path() {
    return printable(status_->path);
}

sdbus::Struct<std::string, std::string, std::string, std::string> SinkObject::PathReason() {
    const auto& reason = status_->path_reason;
    return {printable(reason.call), printable(reason.errno_name), printable(reason.error_class),
            printable(reason.time)};
}

std::uint64_t SinkObject::FallbackCount() {
    return status_->fallback_count;
}

sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> SinkObject::Mode() {
    const auto& mode = status_->mode;
    return {mode.size.width, mode.size.height, mode.refresh_mhz};
}

std::string SinkObject::Format() {
    return printable(status_->format);
}

}  // namespace kmsmirror::bus
