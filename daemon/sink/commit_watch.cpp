// SPDX-License-Identifier: MIT
#include "sink/commit_watch.h"

#include <utility>

namespace kmsmirror::sink {

CommitWatch::CommitWatch(Scheduler& scheduler, std::function<void()> on_late)
    : scheduler_(scheduler), on_late_(std::move(on_late)), alarm_(scheduler.make_alarm()) {}

void CommitWatch::begin(std::uint64_t pixels) {
    clock_.begin(scheduler_.now(), pixels);
    if (!alarm_set_)
        watch();
}

void CommitWatch::watch() {
    alarm_set_ = clock_.is_running();
    if (!alarm_set_)
        return;
    const bool late = is_late();
    alarm_->set(late ? scheduler_.now() + std::chrono::seconds(1) : clock_.due(), [this] { watch(); });
    if (late)
        on_late_();
}

}  // namespace kmsmirror::sink
