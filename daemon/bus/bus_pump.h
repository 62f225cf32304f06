// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "bus/compat.h"
#include "loop/fd_watch.h"
#include "loop/timer.h"

namespace kmsmirror::bus {

// Lets a bus connection work on the event loop. The connection outlives it.
// `on_lost` is called once, in a turn of its own, when the connection breaks; nothing is processed after that.
class BusPump {
public:
    BusPump(loop::EventLoop& loop, sdbus::IConnection& connection, std::function<void()> on_lost);
    BusPump(const BusPump&) = delete;
    BusPump& operator=(const BusPump&) = delete;

    // After every use of the connection outside its own handlers: what could not be written at once, and what sd-bus
    // read meanwhile, shows in no file descriptor.
    void kick();

    [[nodiscard]] bool is_lost() const noexcept { return is_lost_; }

private:
    void step();
    void process();
    // Whether there was one.
    [[nodiscard]] bool process_message();
    void wait();
    void lose(const char* reason);

    loop::EventLoop& loop_;
    sdbus::IConnection& connection_;
    std::function<void()> on_lost_;
    bool is_kicked_ = false;
    bool is_lost_ = false;
    std::optional<loop::FdWatch> watch_;
    std::optional<loop::FdWatch> event_watch_;
    loop::Timer timer_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace kmsmirror::bus
