// SPDX-License-Identifier: MIT
#include "loop/fd_watch.h"

#include <system_error>
#include <utility>

#include "loop/asio.h"

namespace kmsmirror::loop {

using boost::asio::posix::stream_descriptor;

// A handler borrows the state only while it runs: destroying the watch ends the callbacks at once, yet a callback that
// destroys its watch still runs to its end in a function object that exists.
struct FdWatch::State : Resting, std::enable_shared_from_this<State> {
    State(EventLoop& its_loop, std::function<void()> readable)
        : loop(its_loop), descriptor(its_loop.context()), on_readable(std::move(readable)) {}

    void wait_readable() {
        descriptor.async_wait(stream_descriptor::wait_read, [weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (error || !self || !self->descriptor.is_open())
                return;
            const bool has_returned = self->loop.call(what, self->on_readable);
            if (self->descriptor.is_open())
                self->go_on(has_returned);
        });
    }

    // Whether there is memory to wait with is not known before.
    void go_on(bool at_once) {
        if (!at_once || !loop.call(what, [this] { wait_readable(); }))
            loop.rest(std::move(place));
    }

    void wake(Place its_place) override {
        place = std::move(its_place);
        if (descriptor.is_open())
            go_on(true);
    }

    static constexpr std::string_view what = "a watch of a file descriptor";

    EventLoop& loop;
    stream_descriptor descriptor;
    std::function<void()> on_readable;
    std::function<void()> on_writable;
    Place place;
};

FdWatch::FdWatch(EventLoop& loop, int fd, std::function<void()> on_readable)
    : state_(std::make_shared<State>(loop, std::move(on_readable))) {
    boost::system::error_code error;
    state_->descriptor.assign(fd, error);
    if (error)
        throw std::system_error(error.value(), std::generic_category(), "watch a file descriptor");
    state_->place.push_back(state_);
    state_->wait_readable();
}

FdWatch::~FdWatch() {
    // What Asio owns it closes; this takes the descriptor out of epoll and leaves it open.
    state_->descriptor.release();
}

void FdWatch::wait_writable(std::function<void()> on_writable) {
    const bool is_waiting = static_cast<bool>(std::exchange(state_->on_writable, std::move(on_writable)));
    if (is_waiting)
        return;
    state_->descriptor.async_wait(stream_descriptor::wait_write,
                                  [weak = std::weak_ptr(state_)](boost::system::error_code error) {
                                      const auto self = weak.lock();
                                      if (error || !self || !self->descriptor.is_open())
                                          return;
                                      const auto function = std::exchange(self->on_writable, nullptr);
                                      self->loop.call(State::what, function);
                                  });
}

}  // namespace kmsmirror::loop
