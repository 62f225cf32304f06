// SPDX-License-Identifier: MIT
#include "ctl/daemon.h"

#include <fmt/format.h>

#include <chrono>

#include "ctl/exit_code.h"
#include "ctl/model/object_path.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* service_name = "org.kmsmirror1";
constexpr const char* manager_interface = "org.kmsmirror1.Manager";
constexpr const char* log_path = "/org/freedesktop/LogControl1";
constexpr const char* log_interface = "org.freedesktop.LogControl1";
constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";

constexpr bus::Connection::CallRules at_once{false, std::chrono::seconds(25)};
// Somebody may have to type a password first.
constexpr bus::Connection::CallRules with_patience{false, std::chrono::seconds(310)};

// Names the sink, once.
std::string about_sink(const Sink& sink, const std::string& text) {
    return text.find(sink.id) == std::string::npos ? fmt::format("{}: {}", sink.id, text) : text;
}

// The daemon may name the sink's object, which people do not know.
std::string with_id(const Sink& sink, const std::string& text) {
    const std::string prefix = sink.object_path + ": ";
    return text.starts_with(prefix) ? about_sink(sink, text.substr(prefix.size())) : text;
}

}  // namespace

int append_no_options(sd_bus_message* message) {
    return sd_bus_message_append(message, "a{sv}", 0);
}

bus::Message Daemon::status_message() {
    return connection_.call({service_name, root_path, manager_interface, "GetStatus"}, append_no_options, at_once);
}

Json Daemon::raw_status() {
    return bus::read_value(status_message().get());
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
    return connection_.call({service_name, root_path, manager_interface, method}, arguments, with_patience);
}

bus::Message Daemon::call(const Source& source, const char* method, const Arguments& arguments) {
    return connection_.call({service_name, source.object_path, "org.kmsmirror1.Source", method}, arguments,
                            with_patience);
}

bus::Message Daemon::call(const Sink& sink, const char* method, const Arguments& arguments) {
    try {
        return connection_.call({service_name, sink.object_path, "org.kmsmirror1.Sink", method}, arguments,
                                with_patience);
    } catch (const Failure& failure) {
        throw Failure(failure.code(), about_sink(sink, with_id(sink, failure.what())));
    }
}

bus::Message Daemon::call_manager(const Sink& sink, const char* method, const Arguments& arguments) {
    try {
        return call_manager(method, arguments);
    } catch (const Failure& failure) {
        throw Failure(failure.code(), with_id(sink, failure.what()));
    }
}

std::string Daemon::log_level() {
    const auto append = [](sd_bus_message* message) {
        return sd_bus_message_append(message, "ss", log_interface, "LogLevel");
    };
    const auto reply = connection_.call({service_name, log_path, properties_interface, "Get"}, append, at_once);
    const Json value = bus::read_value(reply.get());
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void Daemon::set_log_level(const std::string& level) {
    const auto append = [&](sd_bus_message* message) {
        return sd_bus_message_append(message, "ssv", log_interface, "LogLevel", "s", level.c_str());
    };
    (void)connection_.call({service_name, log_path, properties_interface, "Set"}, append, with_patience);
}

void Daemon::start() {
    (void)connection_.call({service_name, root_path, "org.freedesktop.DBus.Peer", "Ping"}, {},
                           {true, std::chrono::seconds(25)});
}

}  // namespace kmsmirror::ctl
