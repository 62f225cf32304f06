// SPDX-License-Identifier: MIT
#include "ctl/daemon.h"

#include <fmt/format.h>

#include "ctl/exit_code.h"
#include "ctl/model/object_path.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* service = "org.kmsmirror1";
constexpr const char* log_path = "/org/freedesktop/LogControl1";
constexpr const char* log_interface = "org.freedesktop.LogControl1";
constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";

}  // namespace

int append_no_options(sd_bus_message* message) {
    return sd_bus_message_append(message, "a{sv}", 0);
}

Json Daemon::raw_status() {
    return bus::read_value(call_manager("GetStatus", append_no_options).get());
}

Status Daemon::status() {
    try {
        return read_status(raw_status());
    } catch (const Json::exception& error) {
        throw Failure(ExitCode::failed,
                      fmt::format("kmsmirrord gives a status that is not understood: {}", error.what()));
    }
}

bus::Message Daemon::call_manager(const char* method, const Arguments& arguments) {
    return connection_.call({service, root_path, "org.kmsmirror1.Manager", method}, arguments);
}

bus::Message Daemon::call(const Source& source, const char* method, const Arguments& arguments) {
    return connection_.call({service, source.object_path, "org.kmsmirror1.Source", method}, arguments);
}

bus::Message Daemon::call(const Sink& sink, const char* method, const Arguments& arguments) {
    return connection_.call({service, sink.object_path, "org.kmsmirror1.Sink", method}, arguments);
}

std::string Daemon::log_level() {
    const auto reply = connection_.call({service, log_path, properties_interface, "Get"}, [](sd_bus_message* message) {
        return sd_bus_message_append(message, "ss", log_interface, "LogLevel");
    });
    const Json value = bus::read_value(reply.get());
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void Daemon::set_log_level(const std::string& level) {
    (void)connection_.call({service, log_path, properties_interface, "Set"}, [&](sd_bus_message* message) {
        return sd_bus_message_append(message, "ssv", log_interface, "LogLevel", "s", level.c_str());
    });
}

void Daemon::start() {
    (void)connection_.call({service, root_path, "org.freedesktop.DBus.Peer", "Ping"}, {},
                           bus::Connection::Start::allowed);
}

}  // namespace kmsmirror::ctl
