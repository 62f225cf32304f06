// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/expected.h"
#include "bus/authorizer.h"
#include "bus/reply.h"

namespace kmsmirror::bus {

// What all objects work with. Control and Authorizer outlive them.
struct Context {
    std::shared_ptr<Connection> connection;
    Control& control;
    Authorizer& authorizer;

    [[nodiscard]] sdbus::IConnection& bus() const { return connection->get(); }
};

// The object whose method is called. `alive` ends with it.
struct Callee {
    const Context& context;
    const sdbus::IObject& object;
    const std::shared_ptr<const bool>& alive;
};

// Within a method's handler: when the caller may have `access`, runs `function(peer, reply)`, which sees to the reply.
// What it throws is the reply. The object may have gone then.
template <class... Results, class Function>
void handle_later(const Callee& callee, Access access, sdbus::Result<Results...>&& result, Function&& function) {
    guarded([&] {
        const Reply<Results...> reply(callee.context.connection, callee.alive, std::move(result));
        callee.context.authorizer.ask(
            access, compat::current_caller(callee.object),
            [reply, function = std::forward<Function>(function)](const tl::expected<Peer, sdbus::Error>& peer) {
                reply.with_errors_of([&] {
                    if (!peer)
                        throw peer.error();
                    function(*peer, reply);
                });
            });
    });
}

// Replies what came of the call.
template <class... Results, class Value>
void answer(const Reply<Results...>& reply, const tl::expected<Value, ControlError>& outcome) {
    if (!outcome)
        reply.fail(to_bus_error(outcome.error()));
    else if constexpr (sizeof...(Results) == 0)
        reply.send();
    else
        reply.send(*outcome);
}

// The same for a function that returns what to reply, as tl::expected with a ControlError.
template <class... Results, class Function>
void handle(const Callee& callee, Access access, sdbus::Result<Results...>&& result, Function&& function) {
    handle_later(callee, access, std::move(result),
                 [function = std::forward<Function>(function)](const Peer& peer, const Reply<Results...>& reply) {
                     answer(reply, function(peer));
                 });
}

// For the answer to a capture.
[[nodiscard]] Control::OnCapture send_capture(const Reply<sdbus::UnixFd, Dictionary>& reply);

}  // namespace kmsmirror::bus
