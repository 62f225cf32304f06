// SPDX-License-Identifier: MIT
#include "bus/errors.h"

#include "base/text.h"

namespace kmsmirror::bus {

namespace {

const char* error_name(ControlError::Kind kind) {
    switch (kind) {
        case ControlError::Kind::no_such_source:
            return "org.kmsmirror1.Error.NoSuchSource";
        case ControlError::Kind::no_such_sink:
            return "org.kmsmirror1.Error.NoSuchSink";
        case ControlError::Kind::no_such_session:
            return "org.kmsmirror1.Error.NoSuchSession";
        case ControlError::Kind::busy:
            return "org.kmsmirror1.Error.Busy";
        case ControlError::Kind::device_gone:
            return "org.kmsmirror1.Error.DeviceGone";
        case ControlError::Kind::not_mirroring:
            return "org.kmsmirror1.Error.NotMirroring";
        case ControlError::Kind::mode_not_supported:
            return "org.kmsmirror1.Error.ModeNotSupported";
        case ControlError::Kind::stale_serial:
            return "org.kmsmirror1.Error.StaleSerial";
        case ControlError::Kind::bad_configuration:
            return "org.kmsmirror1.Error.BadConfiguration";
        case ControlError::Kind::not_supported:
            return "org.freedesktop.DBus.Error.NotSupported";
        case ControlError::Kind::invalid_args:
            return "org.freedesktop.DBus.Error.InvalidArgs";
        case ControlError::Kind::failed:
            break;
    }
    return "org.kmsmirror1.Error.Failed";
}

}  // namespace

sdbus::Error to_bus_error(const ControlError& error) {
    return sdbus::Error(compat::ErrorName{error_name(error.kind)}, printable(error.text));
}

sdbus::Error failed_error(const char* text) {
    return to_bus_error({ControlError::Kind::failed, text});
}

sdbus::Error invalid_args_error(const std::string& text) {
    return to_bus_error({ControlError::Kind::invalid_args, text});
}

}  // namespace kmsmirror::bus
