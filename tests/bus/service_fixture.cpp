// SPDX-License-Identifier: MIT
#include "service_fixture.h"

#include <chrono>
#include <cstdlib>
#include <future>
#include <utility>

namespace kmsmirror::test {

SourceStatus example_source() {
    return {.id = "card0-HDMI",
            .driver = "pl111",
            .connector = "HDMI-A-1",
            .device_path = "/dev/dri/card0",
            .mode = {{1024, 768}, 60'000},
            .format = "XR24"};
}

SinkStatus example_sink() {
    SinkStatus sink;
    sink.id = "usb-1:1";
    sink.state = SinkState::mirroring;
    sink.source_id = "card0-HDMI";
    sink.driver = "udl";
    sink.connector = "DVI-I-1";
    sink.device_path = "/dev/dri/card1";
    sink.usb_path = "usb-1";
    sink.make = "DEL";
    sink.model = "U2412";
    sink.serial = "42";
    sink.path = Path::prime;
    sink.mode = {{1024, 768}, 59'940};
    sink.format = "XR24";
    sink.modes = {{{1024, 768}, 59'940}, {{800, 600}, 60'000}};
    return sink;
}

SessionStatus example_session() {
    return {"7", "card0-HDMI", 1000, 4321};
}

BusService::BusService(bus::AccessPolicy access, PrivateBus::Policy policy) : bus_(policy) {
    // As the daemon does: sd-bus trusts everybody on other buses.
    setenv("DBUS_SYSTEM_BUS_ADDRESS", bus_.address().c_str(), 1);
    const auto on_lost = [this] { ++lost_count_; };
    service_.emplace(loop_, control_, bus::BusAddress{}, "0.1.0", on_lost, std::move(access));
    service_->set_source(example_source());
    service_->set_sink(example_sink());
    service_->set_session(example_session());
    service_->set_daemon({DaemonState::mirroring, 5});
    service_->start();
    thread_ = std::thread([this] { loop_.run(); });
}

BusService::~BusService() {
    loop_.stop();
    thread_.join();
}

void BusService::on_loop(const std::function<void()>& function) {
    std::promise<void> done;
    loop_.post([&] {
        function();
        done.set_value();
    });
    done.get_future().wait();
}

bool BusService::wait_on_loop(const std::function<bool()>& condition) {
    using namespace std::chrono;
    const auto deadline = steady_clock::now() + seconds(20);
    bool holds = false;
    while (!holds && steady_clock::now() < deadline) {
        client_.drain();  // sends what waits
        on_loop([&] { holds = condition(); });
    }
    return holds;
}

bool BusService::wait_for_signals() {
    // What the service posts it has done after one more turn; what it sent arrives before its next reply.
    on_loop([] {});
    on_loop([] {});
    const auto reply = client_.call(manager_path, "org.freedesktop.DBus.Peer", "Ping");
    client_.drain();
    return reply.error_name.empty();
}

std::vector<std::string> BusService::changes() {
    std::vector<std::string> result;
    EXPECT_TRUE(wait_for_signals());
    for (; seen_signals_ < client_.signals().size(); ++seen_signals_) {
        const auto& signal = client_.signals()[seen_signals_];
        if (signal.name == "PropertiesChanged")
            result.push_back(signal.path + ' ' + signal.text);
    }
    return result;
}

}  // namespace kmsmirror::test
