// SPDX-License-Identifier: MIT
#include "loop/event_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <utility>

#include "loop/asio.h"

namespace kmsmirror::loop {

// The hint "one thread runs it" keeps what is posted from inside a handler away from the epoll descriptor.
struct EventLoop::State {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
    state_->context.run();
    // Not before: a stop() that comes before its thread gets here must not be forgotten.
    state_->context.restart();
}

void EventLoop::stop() noexcept {
    state_->context.stop();
}

void EventLoop::post(std::function<void()> function) {
    boost::asio::post(state_->context, std::move(function));
}

boost::asio::io_context& EventLoop::context() noexcept {
    return state_->context;
}

}  // namespace kmsmirror::loop
