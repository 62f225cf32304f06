// SPDX-License-Identifier: MIT
#include "ctl/session.h"

#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "ctl/absence.h"
#include "ctl/bus/daemon_signals.h"
#include "ctl/model/names.h"

namespace kmsmirror::ctl {
namespace {

tools::SessionPtr try_to_open(Daemon& daemon, const SessionWish& wish) {
    const Status status = daemon.status();
    if (wish.source.empty() && status.sources.empty())
        throw Absence(ExitCode::failed, "kmsmirrord has no source");
    const Source& source = wish.source.empty() ? status.sources.front() : find_source(status, wish.source);
    const auto reply = daemon.call(source, "OpenSession", [&](sd_bus_message* message) {
        return wish.replace ? sd_bus_message_append(message, "a{sv}", 1, "replace", "b", 1)
                            : append_no_options(message);
    });
    kmsmirror_session* session = nullptr;
    if (kmsmirror_adopt(bus::read_fd(reply.get()).release(), 0, &session) < 0)
        throw Failure(ExitCode::failed, fmt::format("cannot open a session: {}", kmsmirror_error_text(nullptr)));
    return tools::SessionPtr(session);
}

tools::SessionPtr wait_to_open(Daemon& daemon, const SessionWish& wish) {
    std::string told;
    bus::subscribe_to_daemon(daemon.connection());
    while (true) {
        try {
            return try_to_open(daemon, wish);
        } catch (const Absence& absence) {
            if (told != absence.what())
                fmt::print(stderr, "kmsmirrorctl: waiting: {}\n", absence.what());
            told = absence.what();
        }
        (void)daemon.connection().next_signal(std::nullopt);
    }
}

}  // namespace

tools::SessionPtr open_session(Context& context, const SessionWish& wish) {
    Daemon& daemon = context.daemon();
    try {
        daemon.start();
    } catch (const Failure&) {
        if (!wish.wait)
            throw;
        // Whatever kept it from starting may go. It is started once only: who stops it meanwhile means it.
    }
    return wish.wait ? wait_to_open(daemon, wish) : try_to_open(daemon, wish);
}

}  // namespace kmsmirror::ctl
