// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>

#include "tests/vm/emulator/png_file.h"
#include "tests/vm/emulator/scanout.h"
#include "tests/vm/emulator/vhci_port.h"

namespace kmsmirror::emulator {
namespace {

using Words = std::span<const std::string>;

// A command that was understood, and whose answer is no.
class JudgedFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::uint64_t parse_count(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument(fmt::format("'{}' is not a number", text));
    return number;
}

Session::Deadline parse_timeout(const std::string& text) {
    constexpr std::uint64_t longest_ms = 24UL * 3600 * 1000;
    const std::uint64_t milliseconds = std::min(parse_count(text), longest_ms);
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
}

Image picture_of(const Session& session) {
    auto picture = session.picture();
    if (!picture)
        throw JudgedFailure(session.name() + " has no mode and shows nothing");
    return std::move(*picture);
}

// REFERENCE on the command line: a raw file, scanout, or scanout:/dev/dri/cardN.
Image load_reference(const std::string& text, Size size) {
    constexpr std::string_view scanout = "scanout";
    if (text == scanout)
        return place_centred(read_scanout(find_soc_card()), size);
    if (text.starts_with("scanout:"))
        return place_centred(read_scanout(text.substr(scanout.size() + 1)), size);
    return read_raw_file(text, size);
}

Difference compare_with(const Session& session, const std::string& reference) {
    const Image shown = picture_of(session);
    return compare_images(shown, load_reference(reference, shown.size));
}

// While the source changes its mode there may be nothing to read for a moment.
Reply try_compare(const Session& session, const std::string& reference) {
    try {
        const Difference difference = compare_with(session, reference);
        return {difference.count == 0 ? 0 : exit_judged_failure, describe(difference) + "\n", ""};
    } catch (const std::invalid_argument&) {
        throw;
    } catch (const std::exception& error) {
        return {exit_judged_failure, "", error.what()};
    }
}

std::string mode_text(const SessionState& state) {
    return state.mode ? fmt::format("{}x{}", state.mode->width, state.mode->height) : std::string("none");
}

const char* kind_text(DisplayKind kind) {
    return kind == DisplayKind::udl ? "udl" : "gud";
}

}  // namespace

Reply Commands::run(std::span<const std::string> words) {
    try {
        return dispatch(words);
    } catch (const JudgedFailure& failure) {
        return {exit_judged_failure, "", failure.what()};
    } catch (const std::invalid_argument& misuse) {
        return {exit_misuse, "", misuse.what()};
    } catch (const std::exception& error) {
        return {exit_judged_failure, "", error.what()};
    }
}

Reply Commands::dispatch(Words words) {
    struct Command {
        std::string_view name;
        std::size_t fewest, most;  // arguments
        Reply (Commands::*function)(Words);
    };
    constexpr std::size_t many = 64;
    static constexpr std::array<Command, 10> commands = {{{"plug", 2, many, &Commands::plug},
                                                          {"unplug", 1, 1, &Commands::unplug},
                                                          {"stats", 1, 1, &Commands::stats},
                                                          {"reset-stats", 1, 1, &Commands::reset_stats},
                                                          {"png", 2, 2, &Commands::png},
                                                          {"raw", 2, 2, &Commands::raw},
                                                          {"diff", 2, 2, &Commands::diff},
                                                          {"wait-equal", 3, 3, &Commands::wait_equal},
                                                          {"wait-mode", 2, 2, &Commands::wait_mode},
                                                          {"wait-update", 3, 3, &Commands::wait_update}}};
    if (words.empty())
        throw std::invalid_argument("a command is missing");
    if (words[0] == "list" && words.size() == 1)
        return list();
    for (const Command& command : commands) {
        const std::size_t count = words.size() - 1;
        if (command.name != words[0])
            continue;
        if (count < command.fewest || count > command.most)
            throw std::invalid_argument(fmt::format("{} has the wrong number of arguments", words[0]));
        return (this->*command.function)(words.subspan(1));
    }
    throw std::invalid_argument(fmt::format("unknown command '{}'", words[0]));
}

Reply Commands::plug(Words arguments) {
    const PlugOptions options = parse_plug_options(arguments);
    auto display = create_display(options);
    const std::lock_guard lock(mutex_);
    if (displays_.contains(options.name))
        throw std::invalid_argument(options.name + " is plugged in already");
    Attachment attachment = attach_high_speed(options.port);
    displays_[options.name] = {
        std::make_shared<Session>(options.name, std::move(display), std::move(attachment.socket)), options.kind,
        attachment.port};
    return {0, fmt::format("{} is at port {}\n", options.name, attachment.port), ""};
}

Reply Commands::unplug(Words arguments) {
    constexpr std::chrono::seconds limit{20};
    const Plugged plugged = find(arguments[0]);
    {
        const std::lock_guard lock(mutex_);
        displays_.erase(arguments[0]);
    }
    const std::string usb_device = usb_device_at(plugged.port);
    plugged.session->refuse_transfers();
    const bool removed = usb_device.empty() || remove_device(usb_device, limit);
    plugged.session->disconnect();
    if (!wait_until_released(plugged.port, limit) || !removed)
        throw JudgedFailure(fmt::format("the kernel does not let go of port {}", plugged.port));
    return {};
}

void Commands::unplug_all() {
    std::map<std::string, Plugged> displays;
    {
        const std::lock_guard lock(mutex_);
        displays.swap(displays_);
    }
    for (const auto& [name, plugged] : displays)
        plugged.session->disconnect();
}

Reply Commands::list() {
    const std::lock_guard lock(mutex_);
    Reply reply;
    for (const auto& [name, plugged] : displays_) {
        const SessionState state = plugged.session->state();
        reply.output +=
            fmt::format("{} {} port={} mode={} {}\n", name, kind_text(plugged.kind), plugged.port, mode_text(state),
                        !state.is_connected ? "detached"
                        : state.is_shown    ? "on"
                                            : "off");
    }
    return reply;
}

Reply Commands::stats(Words arguments) {
    const Plugged plugged = find(arguments[0]);
    const SessionState state = plugged.session->state();
    const std::string mode = state.mode ? fmt::format("\"{}\"", mode_text(state)) : std::string("null");
    return {
        0,
        fmt::format("{{\"name\":\"{}\",\"kind\":\"{}\",\"port\":{},\"connected\":{},\"mode\":{},\"shown\":{},"
                    "\"bulk_bytes\":{},\"bulk_transfers\":{},\"control_transfers\":{},\"updates\":{},"
                    "\"errors\":{},\"mode_sets\":{},\"black_moments\":{}}}\n",
                    arguments[0], kind_text(plugged.kind), plugged.port, state.is_connected, mode, state.is_shown,
                    state.usb.bulk_bytes, state.usb.bulk_transfers, state.usb.control_transfers, state.display.updates,
                    state.display.errors, state.display.mode_sets, state.display.black_moments),
        ""};
}

Reply Commands::reset_stats(Words arguments) {
    find(arguments[0]).session->reset_counters();
    return {};
}

Reply Commands::png(Words arguments) {
    write_png_file(arguments[1], picture_of(*find(arguments[0]).session));
    return {};
}

Reply Commands::raw(Words arguments) {
    write_raw_file(arguments[1], picture_of(*find(arguments[0]).session));
    return {};
}

Reply Commands::diff(Words arguments) {
    const Difference difference = compare_with(*find(arguments[0]).session, arguments[1]);
    return {difference.count == 0 ? 0 : exit_judged_failure, describe(difference) + "\n", ""};
}

Reply Commands::wait_equal(Words arguments) {
    const Plugged plugged = find(arguments[0]);
    const Session& session = *plugged.session;
    const auto deadline = parse_timeout(arguments[2]);
    if (!session.wait_for([](const SessionState& state) { return state.mode.has_value(); }, deadline))
        throw JudgedFailure(session.name() + " never got a mode");
    while (true) {
        const std::uint64_t seen = session.generation();
        Reply reply = try_compare(session, arguments[1]);
        if (reply.exit_code == 0)
            return reply;
        if (session.wait_past(seen, deadline))
            continue;
        if (!session.state().is_connected)
            throw JudgedFailure(session.name() + " was unplugged");
        // The reference may have changed, too, since it was read.
        return try_compare(session, arguments[1]);
    }
}

Reply Commands::wait_mode(Words arguments) {
    const Plugged plugged = find(arguments[0]);
    const auto is_shown = [](const SessionState& state) { return state.is_shown; };
    if (!plugged.session->wait_for(is_shown, parse_timeout(arguments[1])))
        throw JudgedFailure(arguments[0] + " shows no mode");
    return {0, mode_text(plugged.session->state()) + "\n", ""};
}

Reply Commands::wait_update(Words arguments) {
    const Plugged plugged = find(arguments[0]);
    const std::uint64_t count = parse_count(arguments[1]);
    const auto enough = [count](const SessionState& state) { return state.display.updates >= count; };
    if (!plugged.session->wait_for(enough, parse_timeout(arguments[2])))
        throw JudgedFailure(
            fmt::format("{} got {} updates only", arguments[0], plugged.session->state().display.updates));
    return {};
}

Commands::Plugged Commands::find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = displays_.find(name);
    if (found == displays_.end())
        throw std::invalid_argument(fmt::format("there is no display named '{}'", name));
    return found->second;
}

}  // namespace kmsmirror::emulator
