// SPDX-License-Identifier: MIT
#include "app/application.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include "app/sink_log.h"
#include "app/summary.h"
#include "base/log.h"
#include "base/text.h"
#include "config/machine_check.h"

namespace kmsmirror::app {
namespace {

using namespace std::chrono_literals;

// After that no display that was there when the daemon ended is expected any more.
constexpr auto claiming_time = 30s;

void log_messages(const std::vector<config::Message>& messages) {
    for (const config::Message& message : messages) {
        if (message.severity == config::Message::Severity::error)
            log::error("{}", config::described(message));
        else
            log::warning("{}", config::described(message));
    }
}

std::string joined(const std::vector<config::Message>& messages, config::Message::Severity severity) {
    std::string text;
    for (const config::Message& message : messages)
        if (message.severity == severity)
            text += (text.empty() ? "" : "; ") + config::described(message);
    return text;
}

std::string joined(const std::map<std::string, std::string>& refusals) {
    std::string text;
    for (const auto& [card, why] : refusals)
        text += (text.empty() ? "" : "; ") + why;
    return text;
}

// Not by the card store: what is kept there is not opened.
std::string read_driver_name(const std::string& node) {
    kms::LibdrmApi api;
    const auto card = api.open_card(node);
    return card ? api.get_driver_name(card->fd.get()).value_or(std::string()) : std::string();
}

}  // namespace

Application::Application(const Options& options)
    : options_(options),
      policy_(config_at_start(), config::SettingsStore(config::default_settings_folder())),
      source_cards_(policy_.config().source.card) {
    log::set_level(options_.log_level);
    signals_.emplace(loop_, std::initializer_list<int>{SIGTERM, SIGINT, SIGHUP},
                     [this](int signal) { handle_signal(signal); });
    engine::EngineObserver& observer = *this;
    engine_ = std::make_unique<engine::Engine>(api_, scheduler_, observer, policy_.config());
    ending_.emplace(scheduler_, [this] { return is_quiet(); });
    client_.emplace(
        scheduler_, [this](const SessionStatus& session) { service_->set_session(session); },
        [this](const std::string& id) { service_->remove_session(id); });
    control_.emplace(
        scheduler_, *engine_, *client_, policy_, [this] { return reload(); }, [this] { update_status(); });
    service_ = std::make_unique<bus::Service>(
        loop_, *control_, options_.bus, KMSMIRROR_VERSION,
        [this] {
            log::error("the connection to the message bus is lost");
            stop(1);
        },
        bus::AccessPolicy{.group = policy_.config().access.group});
    driver_names_.emplace(loop_, read_driver_name, [this](const hotplug::CardEvent& event) { handle_card(event); });
    driver_names_->set_listed(policy_.config().sinks.drivers);
    monitor_.emplace(loop_, [this](const hotplug::CardEvent& event) { driver_names_->handle(event); });
    monitor_->start();
    service_->start();
    ready_ = true;
    notifier_.ready("");
    update_status();
    feed_watchdog();
    if (cards_.has_unclaimed())
        unclaimed_timer_.start_after(claiming_time, [this] { cards_.drop_unclaimed(); });
}

int Application::run() {
    loop_.run();
    ending_->leave_stuck_threads(exit_code_);
    return exit_code_;
}

void Application::handle_card(const hotplug::CardEvent& event) {
    source_cards_.handle(event);
    engine_->handle_card(event);
    update_status();
}

void Application::handle_signal(int signal) {
    if (signal == SIGHUP) {
        if (const auto reloaded = reload(); !reloaded)
            log::error("the configuration stays as it was: {}", reloaded.error().text);
        return;
    }
    notifier_.stopping();
    stop(0);
}

void Application::stop(int exit_code) {
    exit_code_ = std::max(exit_code_, exit_code);
    api_.leave_pictures();
    monitor_.reset();
    driver_names_.reset();
    engine_->close_sinks();
    ending_->begin([this] { loop_.stop(); });
}

bool Application::is_quiet() const {
    return engine_->is_quiet() && control_->is_quiet();
}

config::Config Application::config_at_start() {
    config::Loaded loaded = load_config();
    log_messages(loaded.messages);
    refused_ = joined(loaded.messages, config::Message::Severity::error);
    return std::move(loaded.config);
}

config::Loaded Application::load_config() const {
    const auto& wanted = options_.config_roots;
    config::Loaded loaded = config::load(wanted.empty() ? config::default_roots() : wanted);
    for (const auto& root : wanted)
        if (std::error_code error; !std::filesystem::is_directory(root, error))
            loaded.messages.push_back({config::Message::Severity::warning, printable(root.native()), 0,
                                       "there is no such folder; nothing is read from it"});
    if (auto message = config::check_group(loaded))
        loaded.messages.push_back(std::move(*message));
    return loaded;
}

tl::expected<std::vector<std::string>, bus::ControlError> Application::reload() {
    notifier_.reloading();
    config::Loaded loaded = load_config();
    log_messages(loaded.messages);
    refused_ = joined(loaded.messages, config::Message::Severity::error);
    if (loaded.is_refused()) {
        notifier_.ready("");
        update_status();
        return tl::unexpected(bus::ControlError{bus::ControlError::Kind::bad_configuration, refused_});
    }
    std::vector<std::string> warnings;
    for (const config::Message& message : loaded.messages)
        warnings.push_back(config::described(message));
    config::SourceConfig as_if = loaded.config.source;
    as_if.background = policy_.config().source.background;
    if (as_if != policy_.config().source)
        warnings.emplace_back("[Source]: only Background= counts at once, the other keys from the next start on");
    if (loaded.config.access != policy_.config().access)
        warnings.emplace_back("[Access]: counts from the next start on");
    policy_.replace(std::move(loaded.config));
    engine_->configure(policy_.config());
    driver_names_->set_listed(policy_.config().sinks.drivers);
    control_->tell_settings();
    const auto without_effect = policy_.check(engine_->sinks(), engine_->source_id());
    log_messages(without_effect);
    for (const config::Message& message : without_effect)
        warnings.push_back(config::described(message));
    log::info("the configuration was read again");
    notifier_.ready("");
    update_status();
    return warnings;
}

void Application::source_changed(const SourceStatus& status) {
    service_->set_source(status);
    update_status();
}

void Application::source_goes(const std::string& id) {
    client_->source_goes();
    service_->remove_source(id);
    scheduler_.post([this] { update_status(); });
}

void Application::sink_changed(const SinkStatus& status) {
    service_->set_sink(status);
    SinkStatus& known = sinks_[status.id];
    log_changes(known, status);
    known = status;
    update_status();
}

void Application::sink_identified(const SinkStatus& status) {
    engine_->set_settings(status.id, policy_.settings_for(status));
}

void Application::sink_gone(const std::string& id) {
    service_->remove_sink(id);
    sinks_.erase(id);
    update_status();
}

// The loop runs, or this would not be called. Sinks hang by themselves, and are not restarted for it. It looks four
// times in the watchdog's time: one bad moment is not enough to be replaced.
void Application::feed_watchdog() {
    if (!watchdog_)
        return;
    if (!engine_->is_stuck())
        notifier_.watchdog();
    watchdog_timer_.start_after(*watchdog_ / 4, [this] { feed_watchdog(); });
}

void Application::update_status() {
    if (!ready_)
        return;
    status_.config_serial = policy_.serial();
    const source::ScanoutSource* const source = engine_->source();
    const Summary summary = summarise(source != nullptr ? &source->status() : nullptr, sinks_);
    status_.state = summary.state;
    const std::string no_card = source != nullptr ? std::string() : source_cards_.why_none();
    if (std::exchange(no_card_, no_card) != no_card && !no_card.empty())
        log::warning("there is no source: {}", no_card);
    const bool is_refused = source == nullptr && no_card.empty();
    const std::string why_no_source = is_refused ? joined(engine_->refusals()) : no_card;
    status_.error = why_no_source;
    if (!refused_.empty())
        status_.error += (why_no_source.empty() ? "not in force: " : "; not in force: ") + refused_;
    service_->set_daemon(status_);
    if (source != nullptr)
        notifier_.status(
            fmt::format("Mirroring {} to {} of {} displays", source->traits().id, summary.well, summary.wanted));
    else
        notifier_.status(why_no_source.empty() ? "Waiting for a display to mirror"
                                               : fmt::format("There is no source: {}", why_no_source));
}

}  // namespace kmsmirror::app
