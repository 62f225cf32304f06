// SPDX-License-Identifier: MIT
#include "sink/report.h"

#include <fmt/format.h>

#include <utility>

#include "base/errno_name.h"
#include "kms/format.h"
#include "mirror/error_class.h"

namespace kmsmirror::sink {

void describe_state(SinkStatus& status, const SinkCondition& condition) {
    const auto set = [&status](SinkState state, std::string error = {}) {
        status.state = state;
        status.error = std::move(error);
    };
    const Projector* const projector = condition.projector;
    const auto off_failure = condition.power != nullptr ? condition.power->failure() : std::nullopt;
    // Of a display that shall be off, what kept it from showing something does not matter.
    const bool is_off_wanted = condition.power != nullptr && condition.power->is_off_wanted();
    const auto trouble = off_failure                              ? std::optional(mirror::classify(*off_failure))
                         : projector != nullptr && !is_off_wanted ? projector->paths().trouble()
                                                                  : std::nullopt;
    const bool is_lost = trouble == ErrorClass::gone ||
                         (condition.unusable && mirror::classify(*condition.unusable) == ErrorClass::gone);
    const auto lateness = projector != nullptr ? projector->lateness() : std::nullopt;
    if (condition.is_attached && !condition.is_enabled)
        set(SinkState::disabled);
    else if (!condition.is_attached || is_lost)
        set(SinkState::unplugged);
    else if (condition.unusable)
        set(SinkState::error, error_text(*condition.unusable));
    else if (condition.has_no_display)
        set(SinkState::no_display, condition.remark);
    else if (trouble == ErrorClass::no_master)
        set(SinkState::no_master, "another program is master of " + status.device_path);
    else if (off_failure)
        set(SinkState::error, "it cannot be turned off: " + error_text(*off_failure));
    else if (is_off_wanted && condition.power->is_off())
        set(SinkState::off, condition.remark);
    else if (is_off_wanted)
        return;  // it stays what it was until that is done
    else if (condition.waits_for_source)
        set(SinkState::no_source);
    else if (trouble == ErrorClass::permanent)
        set(SinkState::error, "no path works");
    else if (lateness)
        set(SinkState::slow, *lateness);
    else if (projector != nullptr && projector->has_picture())
        set(condition.shown, condition.remark);
    else
        set(SinkState::starting, condition.remark);
}

void describe_path(SinkStatus& status, const Projector* projector) {
    // While paths are measured they take turns.
    const bool takes_turns = status.path == Path::prime_heap || status.path == Path::copy;
    if (projector != nullptr && projector->paths().is_measuring() && takes_turns)
        return;
    status.path_reason = projector == nullptr ? std::nullopt : projector->paths().ladder().reason();
    const auto path = projector == nullptr ? std::nullopt : projector->paths().ladder().proven_path();
    // Between a failed commit and the one that replaces it, the display shows what the old path brought.
    const bool shows_nothing = projector == nullptr || status.state == SinkState::starting ||
                               status.state == SinkState::error || status.state == SinkState::unplugged;
    if (path || shows_nothing)
        status.path = path;
    if (projector != nullptr && projector->format())
        status.format = kms::fourcc_text(*projector->format());
}

void describe_placement(SinkStatus& status, const SinkPlan* plan) {
    status.mode = plan == nullptr ? ModeStatus{} : ModeStatus{plan->mode.size(), plan->mode.refresh_mhz()};
    status.placement = {};
    if (plan == nullptr)
        return;
    const pixels::Geometry& geometry = plan->geometry;
    status.placement = {.region = geometry.source_part(),
                        .display_part = geometry.display_part(),
                        .filter = geometry.is_scaled() ? std::optional(geometry.filter()) : std::nullopt};
}

void describe_display(SinkStatus& status, const SinkFound& found) {
    status.driver = found.driver;
    status.connector = found.connector;
    status.orientation = found.orientation;
    status.make = found.identity.make;
    status.model = found.identity.model;
    status.serial = found.identity.serial;
    status.modes.clear();
    for (const kms::ModeInfo& mode : found.modes)
        status.modes.push_back({mode.size(), mode.refresh_mhz()});
}

std::string error_text(const CallError& error) {
    return fmt::format("{}: {}", error.call, errno_name(error.error));
}

}  // namespace kmsmirror::sink
