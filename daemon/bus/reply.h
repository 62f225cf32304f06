// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "base/log.h"
#include "bus/connection.h"
#include "bus/errors.h"

namespace kmsmirror::bus {

// The reply that a method call waits for; copies are the same reply. It is given once: what comes later is ignored, and
// when the last copy goes without any, that is the error Failed. May outlive the object that was called and the
// service.
template <class... Results>
class Reply {
public:
    Reply(std::shared_ptr<Connection> connection, std::weak_ptr<const bool> callee, sdbus::Result<Results...>&& result)
        : callee_(std::move(callee)), state_(std::make_shared<State>(std::move(connection), std::move(result))) {}

    void send(const Results&... results) const {
        if (callee_.expired())
            fail(to_bus_error({ControlError::Kind::device_gone, "the object has gone meanwhile"}));
        state_->give([&](const auto& result) { result.returnResults(results...); });
    }

    void fail(const sdbus::Error& error) const {
        state_->give([&](const auto& result) { result.returnError(error); });
    }

    // Runs `function`; what it throws is the reply.
    template <class Function>
    void with_errors_of(Function&& function) const {
        try {
            guarded(std::forward<Function>(function));
        } catch (const sdbus::Error& error) {
            fail(error);
        }
    }

private:
    class State {
    public:
        State(std::shared_ptr<Connection> connection, sdbus::Result<Results...>&& result)
            : connection_(std::move(connection)), result_(std::move(result)) {}
        State(const State&) = delete;
        State& operator=(const State&) = delete;
        ~State() {
            try {
                give([](const auto& result) { result.returnError(failed_error("the service did not answer")); });
            } catch (const std::exception& error) {
                log::warning("{}", error.what());
            }
        }

        template <class Send>
        void give(Send&& send) {
            if (std::exchange(is_given_, true))
                return;
            try {
                send_or_tell(std::forward<Send>(send));
            } catch (const sdbus::Error& error) {
                log::debug("reply on the message bus: {}", error.getMessage());
            }
            connection_->kick();
        }

    private:
        // A reply that cannot be made, for example without its file descriptor, must not let the client wait.
        template <class Send>
        void send_or_tell(Send&& send) {
            try {
                std::forward<Send>(send)(result_);
            } catch (const sdbus::Error& error) {
                result_.returnError(failed_error(error.what()));
            }
        }

        std::shared_ptr<Connection> connection_;  // outlives the result
        sdbus::Result<Results...> result_;
        bool is_given_ = false;
    };

    std::weak_ptr<const bool> callee_;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::bus
