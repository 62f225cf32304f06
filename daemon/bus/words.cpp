// SPDX-License-Identifier: MIT
#include "bus/words.h"

#include <fmt/chrono.h>

#include "base/errno_name.h"

namespace kmsmirror::bus {

std::string_view word(SinkState state) noexcept {
    switch (state) {
        case SinkState::starting:
            return "starting";
        case SinkState::mirroring:
            return "mirroring";
        case SinkState::slow:
            return "slow";
        case SinkState::paused:
            return "paused";
        case SinkState::blank:
            return "blank";
        case SinkState::test_pattern:
            return "test-pattern";
        case SinkState::identify:
            return "identify";
        case SinkState::off:
            return "off";
        case SinkState::disabled:
            return "disabled";
        case SinkState::no_display:
            return "no-display";
        case SinkState::no_source:
            return "no-source";
        case SinkState::no_master:
            return "no-master";
        case SinkState::error:
            return "error";
        case SinkState::unplugged:
            return "unplugged";
    }
    return "error";
}

std::string_view word(SourceState state) noexcept {
    switch (state) {
        case SourceState::scanout:
            return "scanout";
        case SourceState::no_display:
            return "no-display";
        case SourceState::no_master:
            return "no-master";
        case SourceState::error:
            return "error";
    }
    return "error";
}

std::string_view word(DaemonState state) noexcept {
    switch (state) {
        case DaemonState::no_source:
            return "no-source";
        case DaemonState::idle:
            return "idle";
        case DaemonState::mirroring:
            return "mirroring";
        case DaemonState::degraded:
            return "degraded";
    }
    return "degraded";
}

std::string_view word(std::optional<Path> path) noexcept {
    if (!path)
        return "none";
    switch (*path) {
        case Path::prime:
            return "prime";
        case Path::prime_heap:
            return "prime-heap";
        case Path::copy:
            return "copy";
    }
    return "none";
}

std::string_view word(RememberedBy by) noexcept {
    switch (by) {
        case RememberedBy::nothing:
            return "none";
        case RememberedBy::port:
            return "port";
        case RememberedBy::display:
            return "display";
        case RememberedBy::display_and_port:
            return "display-and-port";
    }
    return "none";
}

std::string_view word(ErrorClass error_class) noexcept {
    switch (error_class) {
        case ErrorClass::permanent:
            return "permanent";
        case ErrorClass::pressure:
        case ErrorClass::busy:
            return "transient";
        case ErrorClass::gone:
            return "gone";
        case ErrorClass::no_master:
            return "no-master";
    }
    return "permanent";
}

FailureWords words(const std::optional<PathFailure>& failure) {
    if (!failure)
        return {};
    return {std::string(failure->error.call), errno_name(failure->error.error), std::string(word(failure->error_class)),
            fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(failure->time)))};
}

}  // namespace kmsmirror::bus
