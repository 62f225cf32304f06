// SPDX-License-Identifier: MIT
#include "bus/source_object.h"

#include <array>

#include "base/text.h"
#include "bus/errors.h"
#include "bus/names.h"

namespace kmsmirror::bus {

namespace {

using mirror::SourceStatus;

constexpr std::array<PropertyOf<SourceStatus>, 6> properties{{
    {"State", member_differs<&SourceStatus::state>},
    {"Driver", member_differs<&SourceStatus::driver>},
    {"Connector", member_differs<&SourceStatus::connector>},
    {"DevicePath", member_differs<&SourceStatus::device_path>},
    {"Mode", member_differs<&SourceStatus::mode>},
    {"Format", member_differs<&SourceStatus::format>},
}};

}  // namespace

SourceObject::SourceObject(sdbus::IConnection& connection, Control& control, const SourceStatus& status)
    : AdaptorInterfaces(connection, sdbus::ObjectPath{object_path(source_prefix, status.id)}),
      control_(control),
      status_(status) {
    registerAdaptor();
}

SourceObject::~SourceObject() {
    unregisterAdaptor();
}

void SourceObject::announce() {
    const auto names = status_.take_changes(properties);
    if (!names.empty())
        emitPropertiesChangedSignal(compat::InterfaceName{Source_adaptor::INTERFACE_NAME}, names);
}

sdbus::UnixFd SourceObject::OpenSession(const Dictionary& options) {
    return guarded([&] {
        Options given(options);
        const bool replace = given.take_bool("replace", false);
        given.finish();
        auto channel = control_.open_session(status_->id, replace);
        if (!channel)
            throw to_bus_error(channel.error());
        return sdbus::UnixFd(channel->release(), sdbus::adopt_fd);
    });
}

Dictionary SourceObject::GetStatistics(const Dictionary& options) {
    return guarded([&] {
        Options(options).finish();
        const auto statistics = control_.source_statistics(status_->id);
        return Dictionary{{"frames_presented", sdbus::Variant(statistics.frames_presented)},
                          {"frames_flipped", sdbus::Variant(statistics.frames_flipped)},
                          {"sequence", sdbus::Variant(statistics.sequence)},
                          {"bytes_read", sdbus::Variant(statistics.bytes_read)}};
    });
}

std::string SourceObject::State() {
    return printable(status_->state);
}

std::string SourceObject::Driver() {
    return printable(status_->driver);
}

std::string SourceObject::Connector() {
    return printable(status_->connector);
}

std::string SourceObject::DevicePath() {
    return printable(status_->device_path);
}

sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> SourceObject::Mode() {
    const auto& mode = status_->mode;
    return {mode.size.width, mode.size.height, mode.refresh_mhz};
}

std::string SourceObject::Format() {
    return printable(status_->format);
}

}  // namespace kmsmirror::bus
