// SPDX-License-Identifier: MIT
// ctl-fake-daemon: the daemon's side of the bus without a daemon, on a bus of its own. Prints the address of the bus;
// then it does what each line of standard input says and answers with lines of which the last one is "ok":
//   asked                      what was asked of it since the last time
//   refuse TEXT | accept       every request fails with that text, or succeeds
//   deny | allow               nobody may do anything, or everybody what he may
//   stop | start               gives the name back, or takes it
//   empty                      there is no source, sink or session any more
//   state ID STATE ERROR...    of a sink
//   path ID PATH               of a sink: "prime", or "copy" with a reason
//   reason ID PATH CALL ERRNO CLASS   of a sink: its path, "none" for none, and why it is that
//   turn ID                    a sink: its display is a panel that shows a part of the source, turned
//   daemon STATE ERROR...      of the daemon as a whole
//   source STATE               of the source; "gone" if there is none any more
//   unplug ID | plug ID        of a sink
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/errno_name.h"
#include "bus/service.h"
#include "bus/words.h"
#include "example_world.h"
#include "loop/event_loop.h"
#include "loop/fd_watch.h"
#include "tests/bus/fake_control.h"
#include "tests/bus/private_bus.h"

namespace kmsmirror::test {
namespace {

// 2 by 1 pixels: red and white.
bus::Capture small_capture() {
    constexpr std::array<std::uint32_t, 2> pixels{0x00ff0000, 0x00ffffff};
    bus::Capture capture{UniqueFd(memfd_create("capture", MFD_CLOEXEC)), {2, 1}, sizeof(pixels), "XR24", 99};
    if (pwrite(capture.memory.get(), pixels.data(), sizeof(pixels), 0) != sizeof(pixels))
        capture.memory.reset();
    return capture;
}

// What has that word on the bus; throws std::runtime_error.
template <class Enumeration>
Enumeration value_of(const std::string& text) {
    for (int i = 0; i < 16; ++i)
        if (const auto value = static_cast<Enumeration>(i); bus::word(value) == text)
            return value;
    throw std::runtime_error("nothing is called " + text);
}

// What has that name; throws std::runtime_error.
int errno_of(const std::string& name) {
    for (int number = 1; number < 200; ++number)
        if (errno_name(errno_error(number)) == name)
            return number;
    throw std::runtime_error("no errno is called " + name);
}

class Daemon {
public:
    Daemon() {
        for (const auto& sink : {well_sink(), copied_sink(), taken_sink()})
            sinks_[sink.id] = sink;
        control_.holds_captures = true;
        control_.on_change = [this](const auto& change, bus::Keep keep) { remember(change.first, keep); };
        control_.on_request = [this] { loop_.post([this] { give_captures(); }); };
        start();
        fmt::print("{}\n", bus_.address());
        std::fflush(stdout);
    }

    void run() {
        const loop::FdWatch watch(loop_, STDIN_FILENO, [this] { read(); });
        loop_.run();
    }

private:
    void give_captures() {
        for (const auto& on_capture : control_.captures)
            on_capture(small_capture());
        control_.captures.clear();
    }

    void start() {
        bus::AccessPolicy policy;
        if (denies_)
            policy.users.clear();
        service_.emplace(
            loop_, control_, bus::BusAddress{bus::BusAddress::Kind::address, bus_.address()}, "0.1.0",
            [this] { loop_.stop(); }, policy);
        if (!is_empty_) {
            service_->set_source(world_source());
            service_->set_session(world_session());
        }
        for (const auto& [id, sink] : sinks_)
            service_->set_sink(sink);
        service_->set_daemon({is_empty_ ? DaemonState::no_source : DaemonState::degraded, 5});
        service_->start();
    }

    void read() {
        std::array<char, 1024> part{};
        const ssize_t count = ::read(STDIN_FILENO, part.data(), part.size());
        if (count <= 0)
            return loop_.stop();
        text_.append(part.data(), static_cast<std::size_t>(count));
        for (std::size_t end = 0; (end = text_.find('\n')) != std::string::npos; text_.erase(0, end + 1)) {
            handle(text_.substr(0, end));
            fmt::print("ok\n");
            std::fflush(stdout);
        }
    }

    void handle(const std::string& line) {
        std::istringstream words(line);
        std::string verb;
        std::string id;
        std::string rest;
        words >> verb >> id;
        std::getline(words >> std::ws, rest);
        if (verb == "refuse")
            control_.refusal = bus::ControlError{bus::ControlError::Kind::not_supported, line.substr(verb.size() + 1)};
        else
            commands_.at(verb)(id, rest);
    }

    void print_requests() {
        for (const std::string& request : control_.requests)
            fmt::print("{}\n", request);
        control_.requests.clear();
    }

    void restart() {
        service_.reset();
        start();
    }

    void set(const SinkStatus& sink) {
        sinks_[sink.id] = sink;
        service_->set_sink(sink);
    }

    void remember(const std::string& id, bus::Keep keep) {
        SinkStatus sink = sinks_.at(id);
        if (keep != bus::Keep::persistent)
            return;
        sink.settings.remembered_by = sink.model.empty()    ? RememberedBy::port
                                      : sink.serial.empty() ? RememberedBy::display_and_port
                                                            : RememberedBy::display;
        set(sink);
    }

    void set_state(const std::string& id, const std::string& rest) {
        SinkStatus sink = sinks_.at(id);
        const std::size_t blank = rest.find(' ');
        sink.state = value_of<SinkState>(rest.substr(0, blank));
        sink.error = blank == std::string::npos ? "" : rest.substr(blank + 1);
        set(sink);
    }

    void set_path(const std::string& id, const std::string& path) {
        SinkStatus sink = sinks_.at(id);
        sink.path = value_of<Path>(path);
        sink.path_reason = sink.path == Path::copy ? copied_sink().path_reason : std::nullopt;
        set(sink);
    }

    void set_reason(const std::string& id, const std::string& rest) {
        std::istringstream words(rest);
        std::string path;
        std::string call;
        std::string error;
        std::string error_class;
        words >> path >> call >> error >> error_class;
        SinkStatus sink = sinks_.at(id);
        sink.path = path == "none" ? std::nullopt : std::optional(value_of<Path>(path));
        sink.path_reason = copied_sink().path_reason;
        sink.path_reason->error = {*calls_.insert(call).first, errno_error(errno_of(error))};
        sink.path_reason->error_class = value_of<ErrorClass>(error_class);
        set(sink);
    }

    void set_source_state(const std::string& word) {
        SourceStatus source = world_source();
        if (word == "gone")
            return service_->remove_source(source.id);
        source.state = value_of<SourceState>(word);
        service_->set_source(source);
    }

    using Command = std::function<void(const std::string& id, const std::string& rest)>;

    PrivateBus bus_;
    loop::EventLoop loop_;
    FakeControl control_;
    bool denies_ = false;
    bool is_empty_ = false;
    std::map<std::string, SinkStatus> sinks_;
    std::set<std::string> calls_;  // that reasons name
    std::optional<bus::Service> service_;
    std::string text_;
    std::map<std::string, Command> commands_{
        {"asked", [this](const auto&, const auto&) { print_requests(); }},
        {"accept", [this](const auto&, const auto&) { control_.refusal.reset(); }},
        {"deny",
         [this](const auto&, const auto&) {
             denies_ = true;
             restart();
         }},
        {"allow",
         [this](const auto&, const auto&) {
             denies_ = false;
             restart();
         }},
        {"stop", [this](const auto&, const auto&) { service_.reset(); }},
        {"start", [this](const auto&, const auto&) { start(); }},
        {"empty",
         [this](const auto&, const auto&) {
             is_empty_ = true;
             sinks_.clear();
             restart();
         }},
        {"state", [this](const auto& id, const auto& rest) { set_state(id, rest); }},
        {"path", [this](const auto& id, const auto& rest) { set_path(id, rest); }},
        {"reason", [this](const auto& id, const auto& rest) { set_reason(id, rest); }},
        {"turn", [this](const auto& id, const auto&) { set(turned_sink(sinks_.at(id))); }},
        {"daemon",
         [this](const auto& state, const auto& error) {
             service_->set_daemon({value_of<DaemonState>(state), 5, error});
         }},
        {"source", [this](const auto& state, const auto&) { set_source_state(state); }},
        {"unplug", [this](const auto& id, const auto&) { service_->remove_sink(id); }},
        {"plug", [this](const auto& id, const auto&) { service_->set_sink(sinks_.at(id)); }},
    };
};

}  // namespace
}  // namespace kmsmirror::test

int main() {
    kmsmirror::test::Daemon().run();
}
