// SPDX-License-Identifier: MIT
#include "app/ending.h"

#include <cstdlib>
#include <utility>

#include "base/log.h"

namespace kmsmirror::app {
namespace {

using namespace std::chrono_literals;

// The daemon ends within 5 s.
constexpr auto longest_wait = 4s;
constexpr auto time_between_looks = 50ms;

}  // namespace

Ending::Ending(Scheduler& scheduler, engine::Engine& engine)
    : scheduler_(scheduler), engine_(engine), next_look_(scheduler.make_alarm()) {}

void Ending::begin(std::function<void()> on_over) {
    if (on_over_)
        return;
    on_over_ = std::move(on_over);
    deadline_ = scheduler_.now() + longest_wait;
    engine_.close_sinks();
    end_when_quiet();
}

void Ending::end_when_quiet() {
    if (engine_.is_quiet() || scheduler_.now() >= deadline_)
        on_over_();
    else
        next_look_->set(scheduler_.now() + time_between_looks, [this] { end_when_quiet(); });
}

void Ending::leave_stuck_threads(int exit_code) const {
    if (engine_.is_quiet())
        return;
    log::warning("a display's thread is stuck in the kernel, and is left behind");
    std::_Exit(exit_code);
}

}  // namespace kmsmirror::app
