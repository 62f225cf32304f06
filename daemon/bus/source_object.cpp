// SPDX-License-Identifier: MIT
#include "bus/source_object.h"

#include <array>
#include <utility>

#include "bus/arguments.h"
#include "bus/names.h"
#include "bus/words.h"

namespace kmsmirror::bus {

SourceObject::SourceObject(const Context& context, const SourceStatus& status)
    : AdaptorInterfaces(context.bus(), sdbus::ObjectPath{object_path(source_prefix, status.id)}),
      context_(context),
      status_(status) {
    registerAdaptor();
}

SourceObject::~SourceObject() {
    unregisterAdaptor();
}

std::span<const PropertyOf<SourceObject, SourceStatus>> SourceObject::properties() {
    using Self = SourceObject;
    static constexpr std::array<PropertyOf<Self, SourceStatus>, 7> all{{
        {"State", member_differs<&SourceStatus::state>, value_by<&Self::State>},
        {"Driver", member_differs<&SourceStatus::driver>, value_by<&Self::Driver>},
        {"Connector", member_differs<&SourceStatus::connector>, value_by<&Self::Connector>},
        {"PanelOrientation", member_differs<&SourceStatus::orientation>, value_by<&Self::PanelOrientation>},
        {"DevicePath", member_differs<&SourceStatus::device_path>, value_by<&Self::DevicePath>},
        {"Mode", member_differs<&SourceStatus::mode>, value_by<&Self::Mode>},
        {"Format", member_differs<&SourceStatus::format>, value_by<&Self::Format>},
    }};
    return all;
}

void SourceObject::announce() {
    const auto names = status_.take_changes(properties());
    if (!names.empty())
        emitPropertiesChangedSignal(compat::InterfaceName{Source_adaptor::INTERFACE_NAME}, names);
}

Dictionary SourceObject::describe() {
    Dictionary values = values_of(*this, properties());
    values.emplace("ObjectPath", sdbus::Variant(sdbus::ObjectPath{object_path(source_prefix, status_->id)}));
    values.emplace("Statistics", sdbus::Variant(statistics()));
    return values;
}

void SourceObject::OpenSession(sdbus::Result<sdbus::UnixFd>&& result, Dictionary options) {
    handle({context_, getObject(), alive_}, Access::control, std::move(result),
           [&control = context_.control, id = status_->id, options](const Peer& peer) {
               Options given(options);
               const bool replace = given.take<bool>("replace").value_or(false);
               given.finish();
               return control.open_session(id, replace, peer).transform([](UniqueFd channel) {
                   return sdbus::UnixFd(channel.release(), sdbus::adopt_fd);
               });
           });
}

void SourceObject::Capture(sdbus::Result<sdbus::UnixFd, Dictionary>&& result, Dictionary options) {
    handle_later({context_, getObject(), alive_}, Access::capture, std::move(result),
                 [&control = context_.control, id = status_->id, options](const Peer&, const auto& reply) {
                     no_options(options);
                     control.capture_source(id, send_capture(reply));
                 });
}

Dictionary SourceObject::GetStatistics(const Dictionary& options) {
    return guarded([&] {
        no_options(options);
        return statistics();
    });
}

Dictionary SourceObject::statistics() const {
    const auto counters = context_.control.source_statistics(status_->id);
    return {{"frames_presented", sdbus::Variant(counters.frames_presented)},
            {"frames_flipped", sdbus::Variant(counters.frames_flipped)},
            {"sequence", sdbus::Variant(counters.sequence)},
            {"bytes_read", sdbus::Variant(counters.bytes_read)}};
}

std::string SourceObject::State() {
    return std::string(word(status_->state));
}

std::string SourceObject::Driver() {
    return text_value(status_->driver);
}

std::string SourceObject::Connector() {
    return text_value(status_->connector);
}

std::string SourceObject::PanelOrientation() {
    return std::string(orientation_name(status_->orientation));
}

std::string SourceObject::DevicePath() {
    return text_value(status_->device_path);
}

sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> SourceObject::Mode() {
    const auto& mode = status_->mode;
    return {mode.size.width, mode.size.height, mode.refresh_mhz};
}

std::string SourceObject::Format() {
    return text_value(status_->format);
}

}  // namespace kmsmirror::bus
