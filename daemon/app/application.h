// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/bus_control.h"
#include "app/card_store.h"
#include "app/client.h"
#include "app/engine.h"
#include "app/loop_scheduler.h"
#include "app/options.h"
#include "app/sink_policy.h"
#include "bus/service.h"
#include "config/load.h"
#include "hotplug/driver_names.h"
#include "hotplug/source_card.h"
#include "hotplug/udev_monitor.h"
#include "kms/libdrm_api.h"
#include "loop/event_loop.h"
#include "loop/fd_watch.h"
#include "loop/service_notifier.h"
#include "loop/signal_set.h"
#include "loop/timer.h"

namespace kmsmirror::app {

// The daemon: joins the engine with the loop, the bus, hotplug, the client and the service manager. Main thread.
class Application final : private EngineObserver {
public:
    // Throws std::exception when the daemon cannot start: no bus, name taken, no udev.
    explicit Application(const Options& options);
    ~Application() override = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    // Until SIGTERM or SIGINT (returns 0), or until the bus is lost (returns 1).
    int run();

private:
    void source_changed(const mirror::SourceStatus& status) override;
    void sink_changed(const mirror::SinkStatus& status) override;
    [[nodiscard]] SinkSettings settings_for(const mirror::SinkStatus& status) const override {
        return policy_.settings_for(status);
    }
    void source_fd_changed(int fd) override;
    void buffer_released(std::uint32_t index) override;
    void buffers_replaced() override;
    void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) override;

    [[nodiscard]] config::Loaded load_config() const;
    void handle_card(const hotplug::CardEvent& event);
    tl::expected<std::vector<std::string>, bus::ControlError> reload();
    void handle_signal(int signal);
    void feed_watchdog();
    void update_status();

    const Options options_;
    loop::EventLoop loop_;
    LoopScheduler scheduler_{loop_};
    loop::ServiceNotifier notifier_;
    CardStore cards_{notifier_};
    kms::LibdrmApi api_{&cards_};
    SinkPolicy policy_;
    hotplug::SourceCards source_cards_;
    std::optional<loop::SignalSet> signals_;
    std::unique_ptr<Engine> engine_;
    std::optional<Client> client_;
    std::optional<BusControl> control_;
    std::unique_ptr<bus::Service> service_;
    std::optional<loop::FdWatch> source_watch_;
    std::optional<hotplug::DriverNames> driver_names_;
    std::optional<hotplug::UdevMonitor> monitor_;
    std::map<std::string, mirror::SinkStatus> sinks_;
    mirror::DaemonStatus status_;
    std::optional<std::chrono::microseconds> watchdog_ = loop::watchdog_interval();
    loop::Timer watchdog_timer_{loop_};
    loop::Timer unclaimed_timer_{loop_};
    bool ready_ = false;
    int exit_code_ = 0;
};

}  // namespace kmsmirror::app
