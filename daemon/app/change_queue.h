// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "app/sink_policy.h"
#include "base/scheduler.h"
#include "base/tether.h"
#include "base/worker.h"
#include "bus/control.h"
#include "engine/engine.h"

namespace kmsmirror::app {

// Changes of settings, one after the other. What shall be remembered is written by a thread of its own, as a disk may
// take seconds; it counts when it is on the disk, and later changes wait for that. Main thread.
class ChangeQueue {
public:
    struct Request {
        std::uint64_t serial = 0;
        bus::Keep keep = bus::Keep::temporary;
        std::vector<bus::Control::SinkChange> changes;
        bus::Control::OnChanged on_changed;
    };

    // All outlive it. `on_settings` is called when settings were changed.
    ChangeQueue(Scheduler& scheduler, engine::Engine& engine, SinkPolicy& policy, std::function<void()> on_settings);

    void add(Request request);
    // Pushes down what users decided about each sink.
    void tell_settings();
    // Whether nothing is being written.
    [[nodiscard]] bool is_quiet() const noexcept { return saver_.jobs() == 0; }

private:
    using Wanted = tl::expected<std::vector<SinkPolicy::Change>, bus::ControlError>;
    struct Saved;

    void go_on();
    void begin(Request request);
    [[nodiscard]] Wanted check(const Request& request) const;
    void save(const std::vector<SinkPolicy::Change>& wanted, bus::Control::OnChanged on_changed);
    void end_save(const Saved& saved);
    void end_change(const bus::Control::OnChanged& on_changed);

    Scheduler& scheduler_;
    engine::Engine& engine_;
    SinkPolicy& policy_;
    const std::function<void()> on_settings_;
    std::deque<Request> waiting_;
    bool is_saving_ = false;
    Worker saver_{"kmsmirror-save"};
    Tether<ChangeQueue> tether_{*this};
};

}  // namespace kmsmirror::app
