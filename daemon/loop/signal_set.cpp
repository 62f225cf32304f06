// SPDX-License-Identifier: MIT
#include "loop/signal_set.h"

#include <system_error>
#include <utility>

#include "loop/asio.h"

namespace kmsmirror::loop {

struct SignalSet::State : std::enable_shared_from_this<State> {
    State(EventLoop& its_loop, std::function<void(int)> callback)
        : loop(its_loop), signals(its_loop.context()), on_signal(std::move(callback)) {}

    void wait() {
        signals.async_wait([weak = weak_from_this()](boost::system::error_code error, int number) {
            const auto self = weak.lock();
            if (error || !self || self->is_closed)
                return;
            self->loop.call("a signal handler", [&] { self->on_signal(number); });
            if (!self->is_closed)
                self->wait();
        });
    }

    EventLoop& loop;
    boost::asio::signal_set signals;
    std::function<void(int)> on_signal;
    bool is_closed = false;
};

SignalSet::SignalSet(EventLoop& loop, std::initializer_list<int> signals, std::function<void(int)> on_signal)
    : state_(std::make_shared<State>(loop, std::move(on_signal))) {
    for (const int number : signals) {
        boost::system::error_code error;
        state_->signals.add(number, error);
        if (error)
            throw std::system_error(error.value(), std::generic_category(), "watch a signal");
    }
    state_->wait();
}

SignalSet::~SignalSet() {
    state_->is_closed = true;
    boost::system::error_code ignored;
    state_->signals.clear(ignored);
    state_->signals.cancel(ignored);
}

}  // namespace kmsmirror::loop
