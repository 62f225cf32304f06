// SPDX-License-Identifier: MIT
#include "ctl/commands/monitor_command.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <string>

#include "ctl/bus/daemon_signals.h"

namespace kmsmirror::ctl {
namespace {

std::string time_for_people() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    (void)localtime_r(&now, &local);
    return fmt::format("{:%H:%M:%S}", local);
}

std::string time_for_programs() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
}

Signal signal_of(sd_bus_message* message) {
    Signal signal;
    const char* const path = sd_bus_message_get_path(message);
    const char* const member = sd_bus_message_get_member(message);
    signal.object_path = path != nullptr ? path : "";
    signal.member = member != nullptr ? member : "";
    while (sd_bus_message_at_end(message, 1) == 0)
        signal.arguments.push_back(bus::read_value(message));
    return signal;
}

std::uint64_t number_of(sd_bus_message* message) {
    std::uint64_t number = 0;
    (void)sd_bus_message_get_cookie(message, &number);
    return number;
}

}  // namespace

void MonitorCommand::set_up(CLI::App& app) {
    app.footer("With -j each event is a JSON object on a line of its own.");
}

void MonitorCommand::tell(const Context& context, const Event& event) {
    const Output& output = context.output();
    if (output.is_json())
        return output.json_line(event_json(event, time_for_programs()));
    for (const std::string& line : event_lines(event))
        output.text(fmt::format("{} {}\n", output.paint(Colour::dim, time_for_people()), line));
}

void MonitorCommand::start(Context& context) {
    try {
        const auto reply = context.daemon().status_message();
        known_until_ = number_of(reply.get());
        tell(context, tracker_.start(bus::read_value(reply.get())));
    } catch (const Failure& failure) {
        if (failure.code() != ExitCode::not_running)
            throw;
        tell(context, tracker_.stop());
    }
}

void MonitorCommand::handle(Context& context, sd_bus_message* message) {
    const Signal signal = signal_of(message);
    if (signal.member == "NameOwnerChanged") {
        if (!signal.arguments.at(2).get_ref<const std::string&>().empty())
            start(context);
        else
            tell(context, tracker_.stop());
        return;
    }
    if (number_of(message) <= known_until_)
        return;
    for (const Event& event : tracker_.take(signal))
        tell(context, event);
}

ExitCode MonitorCommand::run(Context& context) {
    bus::Connection& connection = context.daemon().connection();
    bus::subscribe_to_daemon(connection);
    start(context);
    while (true) {
        const auto message = connection.next_signal(std::nullopt);
        handle(context, message.get());
    }
}

}  // namespace kmsmirror::ctl
