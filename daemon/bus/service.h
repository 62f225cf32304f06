// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/status.h"
#include "bus/access_policy.h"
#include "bus/bus_address.h"
#include "bus/control.h"
#include "loop/event_loop.h"

namespace kmsmirror::bus {

// The daemon on the message bus: org.kmsmirror1 with one object for the manager and for each source, sink and
// session, and the object by which systemd controls the log. Owns the connection and the objects. Everything happens on
// the loop's thread, nothing waits for the bus after start(). Order: construct, set_source()/set_sink() of what is
// there, start().
class Service {
public:
    // Throws std::runtime_error when there is no connection. `on_lost` is called, at most once, when the connection
    // breaks after start(); the objects are then unreachable, all calls stay allowed.
    Service(loop::EventLoop& loop, Control& control, const BusAddress& address, std::string version,
            std::function<void()> on_lost, AccessPolicy access = {});
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // Takes the name and serves. Throws std::runtime_error that says so when the name has an owner or may not be owned.
    void start();

    // Adds the object of that id, or tells clients which of its properties changed; the changes of one turn of the loop
    // are sent together. Strings are made printable ASCII, as untrusted ones must be before they go on the bus.
    void set_source(const SourceStatus& status);
    void set_sink(const SinkStatus& status);
    void set_session(const SessionStatus& status);
    void set_daemon(const DaemonStatus& status);

    // An unknown id is ignored.
    void remove_source(const std::string& id);
    void remove_sink(const std::string& id);
    void remove_session(const std::string& id);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace kmsmirror::bus
