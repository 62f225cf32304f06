// SPDX-License-Identifier: MIT
#include "app/sink_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/log.h"
#include "mirror/error_class.h"

namespace kmsmirror::app {
namespace {

bool is_gone(const CallError& error) {
    return mirror::classify(error, mirror::ExporterMapping::at_allocation) == mirror::ErrorClass::gone;
}

mirror::PathReason reason_of(const std::optional<mirror::PathFailure>& failure) {
    if (!failure)
        return {};
    return {std::string(failure->error.call), mirror::errno_name(failure->error.error),
            std::string(mirror::class_name(failure->error_class)),
            fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(failure->time)))};
}

}  // namespace

void describe_state(mirror::SinkStatus& status, const SinkCondition& condition) {
    const auto set = [&status](const std::string& state, std::string error = {}) {
        status.state = state;
        status.error = std::move(error);
    };
    const auto trouble = condition.mirror != nullptr ? condition.mirror->trouble() : std::nullopt;
    const bool is_started = condition.mirror != nullptr && condition.mirror->is_started();
    const bool is_lost = trouble == mirror::ErrorClass::gone || (condition.unusable && is_gone(*condition.unusable));
    if (condition.is_attached && !condition.is_enabled)
        set("disabled");
    else if (!condition.is_attached || is_lost)
        set("unplugged");
    else if (condition.unusable)
        set("error", error_text(*condition.unusable));
    else if (condition.has_no_display)
        set("no-display");
    else if (is_started && trouble == mirror::ErrorClass::no_master)
        set("no-master", "another program is master of " + status.device_path);
    else if (is_started && trouble == mirror::ErrorClass::permanent)
        set("error", "no path works");
    else if (condition.commits.is_late())
        set("slow", condition.commits.text());
    else if (condition.mirror != nullptr && condition.mirror->has_picture())
        set(condition.shown);
    else
        set("starting");
}

void describe_path(mirror::SinkStatus& status, const mirror::SinkMirror* mirror) {
    if (mirror == nullptr) {
        status.path = "none";
        return;
    }
    const mirror::PathLadder& ladder = mirror->ladder();
    const auto path = mirror->is_started() ? ladder.proven_path() : std::nullopt;
    // Between a failed commit and the one that replaces it, the display shows what the old path brought.
    if (path || !mirror->is_started())
        status.path = path ? std::string(mirror::path_name(*path)) : "none";
    status.path_reason = reason_of(ladder.reason());
    status.fallback_count = ladder.fallback_count();
}

void describe_display(mirror::SinkStatus& status, const sink::SinkFound& found) {
    status.driver = found.driver;
    status.connector = found.connector;
    status.make = found.identity.make;
    status.model = found.identity.model;
    status.serial = found.identity.serial;
    status.modes.clear();
    for (const kms::ModeInfo& mode : found.modes)
        status.modes.push_back({mode.size(), mode.refresh_mhz()});
}

std::string error_text(const CallError& error) {
    return fmt::format("{}: {}", error.call, mirror::errno_name(error.error));
}

void log_changes(const mirror::SinkStatus& before, const mirror::SinkStatus& now) {
    if (now.state != before.state)
        log::info("sink {}: {}{}{}", now.id, now.state, now.error.empty() ? "" : ": ", now.error);
    if (now.path == before.path || now.path == "none")
        return;
    const mirror::PathReason& reason = now.path_reason;
    if (reason.call.empty())
        log::info("sink {}: path {}", now.id, now.path);
    else
        log::warning("sink {}: path {}, because {} failed with {} ({})", now.id, now.path, reason.call,
                     reason.errno_name, reason.error_class);
}

}  // namespace kmsmirror::app
