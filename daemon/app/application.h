// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/engine.h"
#include "app/loop_scheduler.h"
#include "app/options.h"
#include "bus/control.h"
#include "bus/service.h"
#include "hotplug/udev_monitor.h"
#include "kms/libdrm_api.h"
#include "loop/event_loop.h"
#include "loop/fd_watch.h"
#include "loop/service_notifier.h"
#include "loop/signal_set.h"
#include "session/session.h"

namespace kmsmirror::app {

// The daemon: joins the engine with the loop, the bus, hotplug and the client's session. Main thread.
class Application final : private EngineObserver, private bus::Control {
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
    void source_fd_changed(int fd) override;
    void buffer_released(std::uint32_t index) override;
    void buffers_replaced() override;
    void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) override;

    tl::expected<UniqueFd, bus::ControlError> open_session(const std::string& source_id, bool replace) override;
    tl::expected<void, bus::ControlError> rearm(const std::string& sink_id) override;
    mirror::SourceStatistics source_statistics(const std::string& id) override;
    mirror::SinkStatistics sink_statistics(const std::string& id) override;

    void start_session(UniqueFd socket);
    void on_session_closed();
    void update_service_status();

    loop::EventLoop loop_;
    LoopScheduler scheduler_{loop_};
    kms::LibdrmApi api_;
    loop::ServiceNotifier notifier_;
    std::optional<loop::SignalSet> signals_;
    std::unique_ptr<bus::Service> service_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<session::Session> session_;
    std::optional<loop::FdWatch> session_watch_;
    std::optional<loop::FdWatch> source_watch_;
    std::optional<hotplug::UdevMonitor> monitor_;
    std::map<std::string, std::string> sink_states_;
    bool ready_ = false;
    int exit_code_ = 0;
};

}  // namespace kmsmirror::app
