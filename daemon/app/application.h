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
#include "app/ending.h"
#include "app/loop_scheduler.h"
#include "app/options.h"
#include "app/sink_policy.h"
#include "bus/service.h"
#include "config/load.h"
#include "engine/engine.h"
#include "hotplug/driver_names.h"
#include "hotplug/source_card.h"
#include "hotplug/udev_monitor.h"
#include "kms/libdrm_api.h"
#include "loop/event_loop.h"
#include "loop/service_notifier.h"
#include "loop/signal_set.h"
#include "loop/timer.h"

namespace kmsmirror::app {

// The daemon: joins the engine with the loop, the bus, hotplug, the client and the service manager. Main thread.
class Application final : private engine::EngineObserver {
public:
    // Throws std::exception when the daemon cannot start: no bus, name taken, no udev. Displays that it has taken over
    // by then keep their pictures.
    explicit Application(const Options& options);
    ~Application() override = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    // Until SIGTERM or SIGINT (returns 0), or until the bus is lost (returns 1). A thread that is stuck in the kernel
    // does not keep the process: it ends here then.
    int run();

private:
    // The next process goes on from the pictures as they are, however this one ends; without one the kernel ends them
    // with the last descriptor.
    struct PictureLeaver {
        kms::LibdrmApi& api;
        ~PictureLeaver() { api.leave_pictures(); }
    };

    void source_changed(const SourceStatus& status) override;
    void source_goes(const std::string& id) override;
    void source_refused() override { update_status(); }
    void sink_changed(const SinkStatus& status) override;
    void sink_identified(const SinkStatus& status) override;
    void sink_gone(const std::string& id) override;

    [[nodiscard]] config::Loaded load_config() const;
    [[nodiscard]] config::Config config_at_start();
    void handle_card(const hotplug::CardEvent& event);
    tl::expected<std::vector<std::string>, bus::ControlError> reload();
    void handle_signal(int signal);
    void stop(int exit_code);
    // Whether no thread is inside a call that may block.
    [[nodiscard]] bool is_quiet() const;
    void feed_watchdog();
    void update_status();

    const Options options_;
    loop::EventLoop loop_;
    LoopScheduler scheduler_{loop_};
    loop::ServiceNotifier notifier_;
    CardStore cards_{notifier_};
    kms::LibdrmApi api_{&cards_};
    std::string refused_;  // what the configuration says and is not in force; before policy_
    SinkPolicy policy_;
    hotplug::SourceCards source_cards_;
    std::optional<loop::SignalSet> signals_;
    std::unique_ptr<engine::Engine> engine_;
    std::optional<Ending> ending_;
    std::optional<Client> client_;
    std::optional<BusControl> control_;
    std::unique_ptr<bus::Service> service_;
    std::optional<hotplug::DriverNames> driver_names_;
    std::optional<hotplug::UdevMonitor> monitor_;
    std::map<std::string, SinkStatus> sinks_;
    DaemonStatus status_;
    std::string no_card_;  // why no card may be the source's, as it was logged
    std::optional<std::chrono::microseconds> watchdog_ = loop::watchdog_interval();
    loop::Timer watchdog_timer_{loop_};
    loop::Timer unclaimed_timer_{loop_};
    bool ready_ = false;
    int exit_code_ = 0;
    PictureLeaver picture_leaver_{api_};  // last: before the engine goes
};

}  // namespace kmsmirror::app
