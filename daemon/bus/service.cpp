// SPDX-License-Identifier: MIT
#include "bus/service.h"

#include <utility>

#include "bus/log_control_object.h"
#include "bus/manager_object.h"
#include "bus/object_set.h"
#include "bus/session_object.h"
#include "bus/sink_object.h"
#include "bus/source_object.h"

namespace kmsmirror::bus {

class Service::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
         std::function<void()> on_lost, AccessPolicy access);
    ~Impl() { connection_->stop(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start();
    // Then tells clients, once in this turn of the loop.
    template <class Function>
    void change(Function&& function);

    ManagerObject& manager() { return manager_; }
    auto& sources() { return sources_; }
    auto& sinks() { return sinks_; }
    auto& sessions() { return sessions_; }

private:
    Dictionary describe_objects() const;
    void announce();

    loop::EventLoop& loop_;
    std::function<void()> on_lost_;
    std::shared_ptr<Connection> connection_;
    Authorizer authorizer_;
    Context context_;
    ManagerObject manager_;
    LogControlObject log_control_;
    ObjectSet<SourceObject, SourceStatus> sources_;
    ObjectSet<SinkObject, SinkStatus> sinks_;
    ObjectSet<SessionObject, SessionStatus> sessions_;
    bool is_announce_posted_ = false;
};

Service::Impl::Impl(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
                    std::function<void()> on_lost, AccessPolicy access)
    : loop_(loop),
      on_lost_(std::move(on_lost)),
      connection_(std::make_shared<Connection>(address)),
      authorizer_(connection_->get(), std::move(access)),
      context_{connection_, control, authorizer_},
      manager_(context_, std::move(version), [this] { return describe_objects(); }),
      log_control_(connection_->get()),
      sources_(context_),
      sinks_(context_),
      sessions_(context_) {}

Dictionary Service::Impl::describe_objects() const {
    return {{"sources", sdbus::Variant(sources_.describe())},
            {"sinks", sdbus::Variant(sinks_.describe())},
            {"sessions", sdbus::Variant(sessions_.describe())}};
}

void Service::Impl::start() {
    // Nobody was there to be told.
    manager_.forget_changes();
    connection_->start(loop_, std::move(on_lost_));
}

template <class Function>
void Service::Impl::change(Function&& function) {
    std::forward<Function>(function)(*this);
    if (std::exchange(is_announce_posted_, true))
        return;
    loop_.post([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->announce();
    });
}

void Service::Impl::announce() {
    is_announce_posted_ = false;
    sessions_.announce();
    sinks_.announce();
    sources_.announce();
    if (connection_->is_live())
        try_to_send([&] { manager_.announce(); });
    connection_->kick();
}

Service::Service(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
                 std::function<void()> on_lost, AccessPolicy access)
    : impl_(std::make_shared<Impl>(loop, control, address, std::move(version), std::move(on_lost), std::move(access))) {
}

Service::~Service() = default;

void Service::start() {
    impl_->start();
}

void Service::set_source(const SourceStatus& status) {
    impl_->change([&](Impl& impl) { impl.sources().set(status); });
}

void Service::set_sink(const SinkStatus& status) {
    impl_->change([&](Impl& impl) { impl.sinks().set(status); });
}

void Service::set_session(const SessionStatus& status) {
    impl_->change([&](Impl& impl) { impl.sessions().set(status); });
}

void Service::set_daemon(const DaemonStatus& status) {
    impl_->change([&](Impl& impl) { impl.manager().set(status); });
}

void Service::remove_source(const std::string& id) {
    impl_->change([&](Impl& impl) { impl.sources().remove(id); });
}

void Service::remove_sink(const std::string& id) {
    impl_->change([&](Impl& impl) { impl.sinks().remove(id); });
}

void Service::remove_session(const std::string& id) {
    impl_->change([&](Impl& impl) { impl.sessions().remove(id); });
}

}  // namespace kmsmirror::bus
