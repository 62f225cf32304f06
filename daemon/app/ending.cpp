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

Ending::Ending(Scheduler& scheduler, std::function<bool()> is_quiet)
    : scheduler_(scheduler), is_quiet_(std::move(is_quiet)), next_look_(scheduler.make_alarm()) {}

void Ending::begin(std::function<void()> on_over) {
    if (on_over_)
        return;
    on_over_ = std::move(on_over);
    deadline_ = scheduler_.now() + longest_wait;
    end_when_quiet();
}

void Ending::end_when_quiet() {
    if (is_quiet_() || scheduler_.now() >= deadline_)
        on_over_();
    else
        next_look_->set(scheduler_.now() + time_between_looks, [this] { end_when_quiet(); });
}

void Ending::leave_stuck_threads(int exit_code) const {
    if (is_quiet_())
        return;
    log::warning("a thread is stuck in the kernel, with a display or a disk, and is left behind");
    std::_Exit(exit_code);
}

}  // namespace kmsmirror::app
