// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/engine.h"
#include "bus/control.h"
#include "loop/event_loop.h"
#include "loop/fd_watch.h"
#include "mirror/status.h"
#include "session/session.h"

namespace kmsmirror::app {

// The client that draws on the source, if there is one: its session on the engine. Main thread.
class Client {
public:
    using OnCame = std::function<void(const mirror::SessionStatus&)>;
    using OnLeft = std::function<void(const std::string& id)>;

    // `loop` and `engine` outlive it.
    Client(loop::EventLoop& loop, Engine& engine, OnCame on_came, OnLeft on_left);

    [[nodiscard]] tl::expected<UniqueFd, bus::ControlError> open(bool replace, const bus::Peer& peer);
    // Tells the client why. Nothing happens where there is none.
    void end(const std::string& why);

    [[nodiscard]] bool is(const std::string& id) const { return session_ && status_.id == id; }
    [[nodiscard]] std::uint64_t frames_presented() const;
    // Null where there is none.
    [[nodiscard]] session::Session* session() const noexcept { return session_.get(); }

private:
    void on_closed();

    loop::EventLoop& loop_;
    Engine& engine_;
    const OnCame on_came_;
    const OnLeft on_left_;
    std::unique_ptr<session::Session> session_;
    std::optional<loop::FdWatch> watch_;
    mirror::SessionStatus status_;
    std::uint64_t opened_ = 0;            // sessions until now
    std::uint64_t presented_before_ = 0;  // frames of other clients
};

}  // namespace kmsmirror::app
