// SPDX-License-Identifier: MIT
#include "bus/manager_object.h"

#include <array>
#include <utility>

#include "bus/names.h"
#include "bus/words.h"

namespace kmsmirror::bus {

ManagerObject::ManagerObject(const Context& context, std::string version, std::function<Dictionary()> describe_objects)
    : AdaptorInterfaces(context.bus(), sdbus::ObjectPath{manager_path}),
      context_(context),
      version_(std::move(version)),
      describe_objects_(std::move(describe_objects)) {
    registerAdaptor();
}

ManagerObject::~ManagerObject() {
    unregisterAdaptor();
}

void ManagerObject::announce() {
    static constexpr std::array<PropertyOf<ManagerObject, DaemonStatus>, 3> properties{{
        {"State", member_differs<&DaemonStatus::state>, value_by<&ManagerObject::State>},
        {"Error", member_differs<&DaemonStatus::error>, value_by<&ManagerObject::Error>},
        {"ConfigSerial", member_differs<&DaemonStatus::config_serial>, value_by<&ManagerObject::ConfigSerial>},
    }};
    const auto names = status_.take_changes(std::span<const PropertyOf<ManagerObject, DaemonStatus>>(properties));
    if (!names.empty())
        emitPropertiesChangedSignal(compat::InterfaceName{Manager_adaptor::INTERFACE_NAME}, names);
}

void ManagerObject::Reload(sdbus::Result<std::vector<std::string>>&& result, Dictionary options) {
    handle({context_, getObject(), alive_}, Access::control, std::move(result),
           [&control = context_.control, options](const Peer&) {
               no_options(options);
               auto warnings = control.reload();
               if (warnings) {
                   for (auto& warning : *warnings)
                       warning = printable(warning);
               }
               return warnings;
           });
}

Dictionary ManagerObject::GetStatus(const Dictionary& options) {
    return guarded([&] {
        no_options(options);
        Dictionary status = describe_objects_();
        status.emplace("version", sdbus::Variant(Version()));
        status.emplace("state", sdbus::Variant(State()));
        status.emplace("error", sdbus::Variant(Error()));
        status.emplace("config_serial", sdbus::Variant(ConfigSerial()));
        return status;
    });
}

void ManagerObject::Apply(sdbus::Result<std::uint64_t>&& result, std::uint64_t serial, std::string keep,
                          std::vector<BusSinkChange> sinks, Dictionary options) {
    handle_later(
        {context_, getObject(), alive_}, Access::control, std::move(result),
        [&control = context_.control, serial, keep, sinks, options](const Peer&, const Reply<std::uint64_t>& reply) {
            no_options(options);
            control.change_sinks(serial, keep_argument(keep), sinks_argument(sinks),
                                 [reply](const auto& new_serial) { answer(reply, new_serial); });
        });
}

std::string ManagerObject::Version() {
    return text_value(version_);
}

std::string ManagerObject::State() {
    return std::string(word(status_->state));
}

std::string ManagerObject::Error() {
    return text_value(status_->error);
}

std::uint64_t ManagerObject::ConfigSerial() {
    return status_->config_serial;
}

}  // namespace kmsmirror::bus
