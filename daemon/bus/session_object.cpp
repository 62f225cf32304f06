// SPDX-License-Identifier: MIT
#include "bus/session_object.h"

#include <utility>

#include "bus/arguments.h"
#include "bus/names.h"

namespace kmsmirror::bus {

SessionObject::SessionObject(const Context& context, const SessionStatus& status)
    : AdaptorInterfaces(context.bus(), sdbus::ObjectPath{object_path(session_prefix, status.id)}),
      context_(context),
      status_(status) {
    registerAdaptor();
}

SessionObject::~SessionObject() {
    unregisterAdaptor();
}

Dictionary SessionObject::describe() {
    return {{"ObjectPath", sdbus::Variant(sdbus::ObjectPath{object_path(session_prefix, status_.id)})},
            {"ProcessId", sdbus::Variant(ProcessId())},
            {"Source", sdbus::Variant(Source())},
            {"Statistics", sdbus::Variant(statistics())},
            {"UserId", sdbus::Variant(UserId())}};
}

void SessionObject::End(sdbus::Result<>&& result, Dictionary options) {
    handle({context_, getObject(), alive_}, Access::control, std::move(result),
           [&control = context_.control, id = status_.id, options](const Peer&) {
               no_options(options);
               return control.end_session(id);
           });
}

Dictionary SessionObject::GetStatistics(const Dictionary& options) {
    return guarded([&] {
        no_options(options);
        return statistics();
    });
}

Dictionary SessionObject::statistics() const {
    return {{"frames_presented", sdbus::Variant(context_.control.session_frames_presented(status_.id))}};
}

sdbus::ObjectPath SessionObject::Source() {
    return guarded([&] { return path_of_source(status_.source_id); });
}

std::uint32_t SessionObject::ProcessId() {
    return status_.pid;
}

std::uint32_t SessionObject::UserId() {
    return status_.uid;
}

}  // namespace kmsmirror::bus
