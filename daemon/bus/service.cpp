// SPDX-License-Identifier: MIT
#include "bus/service.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/log.h"
#include "bus/bus_pump.h"
#include "bus/manager_object.h"
#include "bus/sink_object.h"
#include "bus/source_object.h"

namespace kmsmirror::bus {

namespace {

std::unique_ptr<sdbus::IConnection> connect(const BusAddress& address) {
    try {
        switch (address.kind) {
            case BusAddress::Kind::system:
                return sdbus::createSystemBusConnection();
            case BusAddress::Kind::session:
                return sdbus::createSessionBusConnection();
            case BusAddress::Kind::address:
                break;
        }
        return sdbus::createSessionBusConnectionWithAddress(address.address);
    } catch (const sdbus::Error& error) {
        throw std::runtime_error(fmt::format("connect to the message bus: {}", error.getMessage()));
    }
}

// Signals sent outside a handler. That one of them fails is nobody's fault here and ends nothing.
template <class Function>
void try_to_send(Function&& function) {
    try {
        std::forward<Function>(function)();
    } catch (const sdbus::Error& error) {
        log::warning("send a signal on the message bus: {}", error.getMessage());
    }
}

}  // namespace

class Service::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
         std::function<void()> on_lost);

    void start();
    void set_source(const mirror::SourceStatus& status) { set(sources_, status); }
    void set_sink(const mirror::SinkStatus& status);
    void remove_sink(const std::string& id);

private:
    template <class Object, class Status>
    void set(std::map<std::string, std::unique_ptr<Object>>& objects, const Status& status);
    void announce_later();
    void announce();
    void announce_removed_sinks();

    loop::EventLoop& loop_;
    Control& control_;
    std::function<void()> on_lost_;
    std::unique_ptr<sdbus::IConnection> connection_;
    ManagerObject manager_;
    std::map<std::string, std::unique_ptr<SourceObject>> sources_;
    std::map<std::string, std::unique_ptr<SinkObject>> sinks_;
    std::set<std::string> removed_sinks_;  // still in sinks_: a handler of the object may be running
    bool is_announce_posted_ = false;
    std::optional<BusPump> pump_;  // from start() on
};

Service::Impl::Impl(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
                    std::function<void()> on_lost)
    : loop_(loop),
      control_(control),
      on_lost_(std::move(on_lost)),
      connection_(connect(address)),
      manager_(*connection_, std::move(version)) {}

void Service::Impl::start() {
    try {
        connection_->requestName(compat::ServiceName{service_name});
    } catch (const sdbus::Error& error) {
        throw std::runtime_error(
            fmt::format("own the bus name {} (is another daemon running? does the bus policy allow it?): {}",
                        service_name, error.getMessage()));
    }
    pump_.emplace(loop_, *connection_, std::move(on_lost_));
}

void Service::Impl::set_sink(const mirror::SinkStatus& status) {
    removed_sinks_.erase(status.id);
    set(sinks_, status);
}

void Service::Impl::remove_sink(const std::string& id) {
    if (!sinks_.contains(id))
        return;
    removed_sinks_.insert(id);
    announce_later();
}

template <class Object, class Status>
void Service::Impl::set(std::map<std::string, std::unique_ptr<Object>>& objects, const Status& status) {
    if (const auto found = objects.find(status.id); found != objects.end()) {
        found->second->set(status);
        announce_later();
        return;
    }
    const auto added = objects.emplace(status.id, std::make_unique<Object>(*connection_, control_, status)).first;
    if (!pump_ || pump_->is_lost())
        return;
    try_to_send([&] { added->second->emitInterfacesAddedSignal(); });
    pump_->kick();
}

void Service::Impl::announce_later() {
    if (std::exchange(is_announce_posted_, true))
        return;
    loop_.post([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->announce();
    });
}

void Service::Impl::announce() {
    is_announce_posted_ = false;
    announce_removed_sinks();
    if (!pump_ || pump_->is_lost())
        return;
    try_to_send([&] {
        for (const auto& [id, source] : sources_)
            source->announce();
        for (const auto& [id, sink] : sinks_)
            sink->announce();
    });
    pump_->kick();
}

void Service::Impl::announce_removed_sinks() {
    for (const auto& id : std::exchange(removed_sinks_, {})) {
        const auto removed = sinks_.extract(id);
        if (pump_ && !pump_->is_lost())
            try_to_send([&] { removed.mapped()->emitInterfacesRemovedSignal(); });
    }
}

Service::Service(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
                 std::function<void()> on_lost)
    : impl_(std::make_shared<Impl>(loop, control, address, std::move(version), std::move(on_lost))) {}

Service::~Service() = default;

void Service::start() {
    impl_->start();
}

void Service::set_source(const mirror::SourceStatus& status) {
    impl_->set_source(status);
}

void Service::set_sink(const mirror::SinkStatus& status) {
    impl_->set_sink(status);
}

void Service::remove_sink(const std::string& id) {
    impl_->remove_sink(id);
}

}  // namespace kmsmirror::bus
