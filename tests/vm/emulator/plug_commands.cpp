// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>

#include "tests/vm/emulator/command.h"
#include "tests/vm/emulator/parse.h"
#include "tests/vm/emulator/vhci_port.h"

namespace kmsmirror::emulator {
namespace {

std::string mode_text(const SessionState& state) {
    return state.mode ? fmt::format("{}x{}", state.mode->width, state.mode->height) : std::string("none");
}

const char* kind_text(DisplayKind kind) {
    return kind == DisplayKind::udl ? "udl" : "gud";
}

std::string describe(const KnownDisplay& display) {
    if (!display.session)
        return "unplugged";
    const SessionState state = display.session->state();
    if (!state.is_connected)
        return "detached";
    return fmt::format("port={} device={} mode={} {}", display.port, usb_device_at(display.port), mode_text(state),
                       state.is_shown ? "on" : "off");
}

Reply plug(Displays& displays, Words arguments) {
    const unsigned port = displays.plug(arguments);
    return {0, fmt::format("{} is at port {}\n", arguments[0], port), ""};
}

Reply unplug(Displays& displays, Words arguments) {
    displays.unplug(arguments[0]);
    return {};
}

Reply list(Displays& displays, Words /*arguments*/) {
    Reply reply;
    for (const auto& [name, display] : displays.all())
        reply.output += fmt::format("{} {} {}\n", name, kind_text(display.options.kind), describe(display));
    return reply;
}

Reply stats(Displays& displays, Words arguments) {
    const KnownDisplay display = displays.find_plugged(arguments[0]);
    const SessionState state = display.session->state();
    const std::string mode = state.mode ? fmt::format("\"{}\"", mode_text(state)) : std::string("null");
    return {0,
            fmt::format("{{\"name\":\"{}\",\"kind\":\"{}\",\"port\":{},\"connected\":{},\"mode\":{},\"shown\":{},"
                        "\"bulk_bytes\":{},\"bulk_transfers\":{},\"control_transfers\":{},\"cancelled_transfers\":{},"
                        "\"waiting_transfers\":{},\"pixels\":{},\"updates\":{},\"idle_ms\":{},\"errors\":{},"
                        "\"mode_sets\":{},\"black_moments\":{},\"strange_pictures\":{}}}\n",
                        arguments[0], kind_text(display.options.kind), display.port, state.is_connected, mode,
                        state.is_shown, state.usb.bulk_bytes, state.usb.bulk_transfers, state.usb.control_transfers,
                        state.cancelled_transfers, state.waiting_transfers, state.display.pixels, state.display.updates,
                        state.idle.count(), state.display.errors, state.display.mode_sets, state.display.black_moments,
                        state.strange_pictures),
            ""};
}

Reply reset_stats(Displays& displays, Words arguments) {
    displays.find_plugged(arguments[0]).session->reset_counters();
    return {};
}

Reply wait_mode(Displays& displays, Words arguments) {
    const KnownDisplay display = displays.find_plugged(arguments[0]);
    const auto is_shown = [](const SessionState& state) { return state.is_shown; };
    if (!display.session->wait_for(is_shown, parse_timeout(arguments[1])))
        throw JudgedFailure(arguments[0] + " shows no mode");
    return {0, mode_text(display.session->state()) + "\n", ""};
}

Reply wait_update(Displays& displays, Words arguments) {
    const KnownDisplay display = displays.find_plugged(arguments[0]);
    const std::uint64_t count = parse_count(arguments[1]);
    const auto enough = [count](const SessionState& state) { return state.display.updates >= count; };
    if (!display.session->wait_for(enough, parse_timeout(arguments[2])))
        throw JudgedFailure(
            fmt::format("{} got {} updates only", arguments[0], display.session->state().display.updates));
    return {};
}

}  // namespace

std::span<const Command> plug_commands() {
    static constexpr std::array<Command, 7> commands = {{{"plug", 1, many_arguments, plug},
                                                         {"unplug", 1, 1, unplug},
                                                         {"list", 0, 0, list},
                                                         {"stats", 1, 1, stats},
                                                         {"reset-stats", 1, 1, reset_stats},
                                                         {"wait-mode", 2, 2, wait_mode},
                                                         {"wait-update", 3, 3, wait_update}}};
    return commands;
}

}  // namespace kmsmirror::emulator
