// SPDX-License-Identifier: MIT
#include "bus/log_control_object.h"

#include <fmt/format.h>

#include "base/log.h"
#include "bus/arguments.h"
#include "bus/errors.h"
#include "bus/names.h"

namespace kmsmirror::bus {

LogControlObject::LogControlObject(sdbus::IConnection& connection)
    : AdaptorInterfaces(connection, sdbus::ObjectPath{log_control_path}) {
    registerAdaptor();
}

LogControlObject::~LogControlObject() {
    unregisterAdaptor();
}

std::string LogControlObject::LogLevel() {
    return std::string(log::level_name(log::level()));
}

void LogControlObject::LogLevel(const std::string& value) {
    guarded([&] {
        const auto level = log::parse_level(value);
        if (!level)
            throw invalid_args_error(fmt::format(
                "the level must be one of syslog's, for example \"debug\" or \"info\", not {}", quoted(value)));
        log::set_level(*level);
        log::info("the log level is {} now", log::level_name(*level));
    });
}

std::string LogControlObject::LogTarget() {
    return log::is_journal() ? "journal" : "console";
}

// Messages go to standard error. What that is was decided when the daemon was started.
void LogControlObject::LogTarget(const std::string& value) {
    guarded([&] {
        if (value != LogTarget())
            throw to_bus_error({ControlError::Kind::not_supported,
                                fmt::format("the target is \"{}\" and cannot be changed", LogTarget())});
    });
}

std::string LogControlObject::SyslogIdentifier() {
    return "kmsmirrord";
}

}  // namespace kmsmirror::bus
