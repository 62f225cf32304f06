// SPDX-License-Identifier: MIT
#include "app/application.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <utility>

#include "base/log.h"
#include "config/load.h"
#include "session/session_pair.h"

namespace kmsmirror::app {
namespace {

config::Config load_config(const Options& options) {
    config::Loaded loaded = config::load(options.config_roots.empty() ? config::default_roots() : options.config_roots);
    for (const config::Message& message : loaded.messages) {
        if (message.severity == config::Message::Severity::error)
            log::error("{}", described(message));
        else
            log::warning("{}", described(message));
    }
    return std::move(loaded.config);
}

}  // namespace

Application::Application(const Options& options) {
    log::set_level(options.log_level);
    signals_.emplace(loop_, std::initializer_list<int>{SIGTERM, SIGINT}, [this](int) {
        notifier_.stopping();
        loop_.stop();
    });
    bus::Control& control = *this;
    service_ = std::make_unique<bus::Service>(loop_, control, options.bus, KMSMIRROR_VERSION, [this] {
        log::error("the connection to the message bus is lost");
        exit_code_ = 1;
        loop_.stop();
    });
    EngineObserver& observer = *this;
    engine_ = std::make_unique<Engine>(api_, scheduler_, observer, load_config(options));
    monitor_.emplace(loop_, [this](const hotplug::CardEvent& event) {
        try {
            engine_->handle_card(event);
        } catch (const std::exception& error) {
            log::error("{}: {}", event.card.device_path, error.what());
        }
    });
    monitor_->start();
    service_->start();
    ready_ = true;
    notifier_.ready("");
    update_service_status();
}

int Application::run() {
    loop_.run();
    return exit_code_;
}

void Application::source_changed(const mirror::SourceStatus& status) {
    service_->set_source(status);
    if (status.state == "error" && session_ && !engine_->has_source())
        session_->end("the source is gone");
    update_service_status();
}

void Application::sink_changed(const mirror::SinkStatus& status) {
    service_->set_sink(status);
    sink_states_[status.id] = status.state;
    update_service_status();
}

void Application::source_fd_changed(int fd) {
    source_watch_.reset();
    if (fd >= 0)
        source_watch_.emplace(loop_, fd, [this] { engine_->handle_source_events(); });
}

void Application::buffers_replaced() {
    if (session_)
        session_->buffers_replaced();
}

void Application::buffer_released(std::uint32_t index) {
    if (session_)
        session_->release(index);
}

void Application::frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) {
    if (session_)
        session_->presented(serial, sequence, time_ns);
}

tl::expected<UniqueFd, bus::ControlError> Application::open_session(const std::string& source_id, bool replace) {
    using Kind = bus::ControlError::Kind;
    if (!engine_->has_source())
        return tl::unexpected(bus::ControlError{Kind::device_gone, "the source " + source_id + " has no display now"});
    if (session_) {
        if (!replace)
            return tl::unexpected(bus::ControlError{
                Kind::busy, "another client draws on " + source_id + "; the option \"replace\" takes its place"});
        session_->end("another client took the source");
    }
    session::SessionPair pair = session::make_session_pair();
    start_session(std::move(pair.daemon));
    return std::move(pair.client);
}

void Application::start_session(UniqueFd socket) {
    session_ = std::make_unique<session::Session>(std::move(socket), *engine_,
                                                  [this](session::CloseReason) { on_session_closed(); });
    engine_->client_came();
    session_->start();
    if (session_)
        session_watch_.emplace(loop_, session_->fd(), [this] { session_->handle_readable(); });
}

void Application::on_session_closed() {
    session_watch_.reset();
    session_.reset();
    engine_->client_left();
}

tl::expected<void, bus::ControlError> Application::rearm(const std::string& sink_id) {
    if (!engine_->has_sink(sink_id))
        return tl::unexpected(bus::ControlError{bus::ControlError::Kind::no_such_sink, "there is no sink " + sink_id});
    engine_->rearm(sink_id);
    return {};
}

mirror::SourceStatistics Application::source_statistics(const std::string& /*id*/) {
    return engine_->source_statistics();
}

mirror::SinkStatistics Application::sink_statistics(const std::string& id) {
    return engine_->sink_statistics(id);
}

void Application::update_service_status() {
    if (!ready_)
        return;
    const auto mirroring = std::count_if(sink_states_.begin(), sink_states_.end(), [](const auto& sink) {
        return sink.second == "mirroring" || sink.second == "slow";
    });
    if (engine_->has_source())
        notifier_.status(fmt::format("Mirroring {} to {} of {} displays", engine_->source_status().id, mirroring,
                                     sink_states_.size()));
    else
        notifier_.status("Waiting for a display to mirror");
}

}  // namespace kmsmirror::app
