// SPDX-License-Identifier: MIT
#include "fake_daemon.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <chrono>

#include "base/log.h"
#include "session/session_pair.h"

namespace kmsmirror::test {
namespace {

constexpr const char* source_path = "/org/kmsmirror1/source/fake";
constexpr std::chrono::seconds longest_leaving(10);
constexpr const char* object_manager = "org.freedesktop.DBus.ObjectManager";

void require(int result, const char* what) {
    if (result < 0)
        throw std::system_error(-result, std::generic_category(), what);
}

}  // namespace

FakeDaemon::FakeDaemon(const std::string& bus_address, Size size, Kind kind)
    : host_(size),
      has_source_(kind != Kind::without_source),
      is_forbidding_(kind == Kind::forbidding),
      source_event_(::eventfd(0, EFD_CLOEXEC)),
      stop_event_(::eventfd(0, EFD_CLOEXEC)) {
    log::set_level(log::Level::error);
    host_.on_present = [this](const session::PresentedFrame& frame) { show(frame); };
    require(sd_bus_new(&bus_), "sd_bus_new");
    require(sd_bus_set_address(bus_, bus_address.c_str()), "sd_bus_set_address");
    require(sd_bus_set_bus_client(bus_, 1), "sd_bus_set_bus_client");
    require(sd_bus_start(bus_), "sd_bus_start");
    require(sd_bus_add_object(bus_, nullptr, "/org/kmsmirror1", &on_manager_call, this), "sd_bus_add_object");
    require(sd_bus_add_object(bus_, nullptr, source_path, &on_source_call, this), "sd_bus_add_object");
    require(sd_bus_request_name(bus_, "org.kmsmirror1", 0), "sd_bus_request_name");
    thread_ = std::thread([this] { run(); });
}

FakeDaemon::~FakeDaemon() {
    end();
    sd_bus_flush_close_unref(bus_);
}

void FakeDaemon::wait_until_alone() {
    std::unique_lock lock(mutex_);
    if (!clients_changed_.wait_for(lock, longest_leaving, [this] { return clients_ == 0; }))
        log::error("the client of the test's daemon does not go");
}

void FakeDaemon::count_clients(int change) {
    const std::lock_guard lock(mutex_);
    clients_ += change;
    clients_changed_.notify_all();
}

void FakeDaemon::stop() {
    wait_until_alone();
    end();
}

void FakeDaemon::end() {
    ::eventfd_write(stop_event_.get(), 1);
    if (thread_.joinable())
        thread_.join();
}

void FakeDaemon::bring_source() {
    ::eventfd_write(source_event_.get(), 1);
}

void FakeDaemon::announce_source() {
    eventfd_t ignored = 0;
    ::eventfd_read(source_event_.get(), &ignored);
    has_source_ = true;
    require(sd_bus_emit_signal(bus_, "/org/kmsmirror1", object_manager, "InterfacesAdded", "oa{sa{sv}}", source_path, 1,
                               "org.kmsmirror1.Source", 0),
            "InterfacesAdded");
}

void FakeDaemon::end_session(session::CloseReason reason) {
    closed_.push_back(reason);
    count_clients(-1);
    require(sd_bus_emit_signal(bus_, "/org/kmsmirror1", object_manager, "InterfacesRemoved", "oas",
                               "/org/kmsmirror1/session/1", 1, "org.kmsmirror1.Session"),
            "InterfacesRemoved");
}

void FakeDaemon::run() {
    for (;;) {
        while (sd_bus_process(bus_, nullptr) > 0) {
        }
        const int channel = session_ ? session_->fd() : -1;  // poll passes over -1
        std::array<pollfd, 4> polls{{{sd_bus_get_fd(bus_), POLLIN, 0},
                                     {channel, POLLIN, 0},
                                     {stop_event_.get(), POLLIN, 0},
                                     {source_event_.get(), POLLIN, 0}}};
        ::poll(polls.data(), polls.size(), -1);
        if (polls[2].revents != 0)
            return;
        if (polls[1].revents != 0)
            session_->handle_readable();
        if (polls[3].revents != 0)
            announce_source();
    }
}

void FakeDaemon::show(const session::PresentedFrame& frame) {
    picture_ = host_.picture(frame.buffer_index);
    session_->presented(frame.serial, frame.serial, 1);
    if (shown_ >= 0)
        session_->release(static_cast<std::uint32_t>(shown_));
    shown_ = static_cast<int>(frame.buffer_index);
}

int FakeDaemon::on_manager_call(sd_bus_message* call, void* daemon, sd_bus_error* /*error*/) {
    const bool has_source = static_cast<FakeDaemon*>(daemon)->has_source_;
    if (sd_bus_message_is_method_call(call, "org.kmsmirror1.Manager", "GetStatus") > 0)
        return has_source ? sd_bus_reply_method_return(call, "a{sv}", 1, "sources", "aa{sv}", 1, 1, "ObjectPath", "o",
                                                       source_path)
                          : sd_bus_reply_method_return(call, "a{sv}", 1, "sources", "aa{sv}", 0);
    if (sd_bus_message_is_method_call(call, object_manager, "GetManagedObjects") <= 0)
        return 0;
    if (!has_source)
        return sd_bus_reply_method_return(call, "a{oa{sa{sv}}}", 1, "/org/kmsmirror1/sink/one", 1,
                                          "org.kmsmirror1.Sink", 0);
    return sd_bus_reply_method_return(call, "a{oa{sa{sv}}}", 3, "/org/kmsmirror1/sink/one", 1, "org.kmsmirror1.Sink", 1,
                                      "State", "s", "mirroring", "/org/kmsmirror1/source/other", 1,
                                      "org.kmsmirror1.Source", 0, source_path, 2, "org.freedesktop.DBus.Peer", 0,
                                      "org.kmsmirror1.Source", 1, "State", "s", "scanout");
}

int FakeDaemon::on_source_call(sd_bus_message* call, void* daemon, sd_bus_error* error) {
    auto& self = *static_cast<FakeDaemon*>(daemon);
    if (sd_bus_message_is_method_call(call, "org.kmsmirror1.Source", "OpenSession") <= 0)
        return 0;
    if (self.is_forbidding_)
        return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED, "you may not");
    if (!self.has_source_)
        return sd_bus_error_set(error, SD_BUS_ERROR_UNKNOWN_OBJECT, "there is no such object");
    // the only option that clients send is "replace"
    const bool replaces = sd_bus_message_enter_container(call, 'a', "{sv}") > 0 && sd_bus_message_at_end(call, 0) == 0;
    if (self.session_ && replaces)
        self.session_->end("another client took its place");
    if (self.session_ && self.session_->is_open())
        return sd_bus_error_set(error, "org.kmsmirror1.Error.Busy", "another client has the source");
    auto pair = session::make_session_pair();
    self.shown_ = -1;
    self.count_clients(+1);
    self.session_ = std::make_unique<session::Session>(
        std::move(pair.daemon), self.host_, [&self](session::CloseReason reason) { self.end_session(reason); });
    self.session_->start();
    return sd_bus_reply_method_return(call, "h", pair.client.get());
}

}  // namespace kmsmirror::test
