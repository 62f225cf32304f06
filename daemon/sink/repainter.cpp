// SPDX-License-Identifier: MIT
#include "sink/repainter.h"

#include <algorithm>
#include <utility>

#include "mirror/sink_mirror.h"

namespace kmsmirror::sink {
namespace {

constexpr std::chrono::seconds shortest_pause(1);
constexpr std::chrono::seconds longest_pause(4);

}  // namespace

Repainter::Repainter(Scheduler& scheduler, std::function<bool()> repaint_slice)
    : scheduler_(scheduler),
      repaint_slice_(std::move(repaint_slice)),
      repair_(scheduler.make_alarm()),
      idle_(scheduler.make_alarm()) {}

void Repainter::begin(std::chrono::minutes idle_time) {
    idle_->cancel();
    is_idle_ = slice_in_flight_ = false;
    if (idle_time.count() != 0)
        begin_idle(std::chrono::seconds(idle_time) / mirror::SinkMirror::slices);
}

void Repainter::end() {
    idle_->cancel();
    repair_->cancel();
    owed_slices_ = 0;
}

void Repainter::shown(bool late) {
    is_idle_ = is_idle_ && std::exchange(slice_in_flight_, false);
    if (!late) {
        repair_pause_ = {};
        repair();
        return;
    }
    owed_slices_ = mirror::SinkMirror::slices;
    repair_pause_ = std::clamp(2 * repair_pause_, shortest_pause, longest_pause);
    repair_->set(scheduler_.now() + repair_pause_, [this] { repair(); });
}

void Repainter::repair() {
    if (owed_slices_ != 0 && repaint_slice_())
        owed_slices_ = std::max(owed_slices_ - 1, 0);  // none any more when the display went meanwhile
}

void Repainter::begin_idle(std::chrono::seconds pause) {
    idle_->set(scheduler_.now() + pause, [this, pause] {
        slice_in_flight_ = is_idle_ && repaint_slice_();
        is_idle_ = true;
        begin_idle(pause);
    });
}

}  // namespace kmsmirror::sink
