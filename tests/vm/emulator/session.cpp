// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/session.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <cstdio>

namespace kmsmirror::emulator {
namespace {

bool receive_all(int fd, std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), MSG_WAITALL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool send_all(int fd, Bytes bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool same_output(const SessionState& a, const SessionState& b) {
    return a.mode == b.mode && a.is_shown == b.is_shown && a.display.updates == b.display.updates &&
           a.display.mode_sets == b.display.mode_sets;
}

}  // namespace

Session::Session(std::string name, std::unique_ptr<Display> display, UniqueFd socket)
    : name_(std::move(name)),
      display_(std::move(display)),
      device_(*display_),
      socket_(std::move(socket)),
      thread_([this] { run(); }) {}

Session::~Session() {
    disconnect();
}

void Session::refuse_transfers() {
    const std::lock_guard lock(mutex_);
    is_refusing_ = true;
}

void Session::disconnect() {
    ::shutdown(socket_.get(), SHUT_RDWR);
    const std::lock_guard lock(teardown_mutex_);
    if (thread_.joinable())
        thread_.join();
}

void Session::run() {
    while (serve_one()) {
    }
    const std::lock_guard lock(mutex_);
    is_connected_ = false;
    changed_.notify_all();
}

bool Session::serve_one() {
    UsbipHeader header;
    if (!wait_readable() || !receive_all(socket_.get(), header))
        return false;
    const auto request = parse_usbip_request(header);
    if (!request) {
        fmt::print(stderr, "usbdisplay: {}: the kernel sent a message that is not USB/IP\n", name_);
        return false;
    }
    if (const auto* unlink = std::get_if<UnlinkRequest>(&*request)) {
        // Requests are answered in their order before the next is read, so that the one to be unlinked is complete;
        // status 0 says so.
        return send_all(socket_.get(), make_unlink_reply(unlink->seqnum, 0));
    }
    return answer(std::get<SubmitRequest>(*request));
}

// An update whose end the protocol does not tell ends when nothing has followed for a while.
bool Session::wait_readable() {
    constexpr int quiet_ms = 50;
    if (!display_->is_update_open())
        return true;
    pollfd item{socket_.get(), POLLIN, 0};
    if (::poll(&item, 1, quiet_ms) == 0) {
        const std::lock_guard lock(mutex_);
        display_->finish_update();
        publish_if_changed();
    }
    return true;
}

bool Session::answer(const SubmitRequest& request) {
    payload_.resize(request.is_in ? 0 : request.length);
    if (!receive_all(socket_.get(), payload_))
        return false;
    const Completion done = submit(request);
    const UsbipHeader reply = make_submit_reply(request.seqnum, done.status, done.actual_length);
    return send_all(socket_.get(), reply) && send_all(socket_.get(), done.data);
}

Completion Session::submit(const SubmitRequest& request) {
    const std::lock_guard lock(mutex_);
    if (is_refusing_)
        return {-EPROTO, 0, {}};  // what a host controller reports of a device that does not answer
    Completion done = device_.submit(request, payload_);
    publish_if_changed();
    log_error();
    return done;
}

void Session::publish_if_changed() {
    const SessionState now = state_locked();
    if (same_output(now, published_))
        return;
    published_ = now;
    ++generation_;
    changed_.notify_all();
}

// Every error at first, then ever fewer of them.
void Session::log_error() {
    constexpr std::uint64_t always = 20;
    const std::string text = display_->take_error();
    const std::uint64_t count = display_->counters().errors;
    if (!text.empty() && (count <= always || std::has_single_bit(count)))
        fmt::print(stderr, "usbdisplay: {}: error {}: {}\n", name_, count, text);
}

SessionState Session::state_locked() const {
    return {display_->mode(), display_->is_shown(), is_connected_, display_->counters(), device_.counters()};
}

SessionState Session::state() const {
    const std::lock_guard lock(mutex_);
    return state_locked();
}

void Session::reset_counters() {
    const std::lock_guard lock(mutex_);
    display_->reset_counters();
    device_.reset_counters();
    published_ = state_locked();
}

std::optional<Image> Session::picture() const {
    const std::lock_guard lock(mutex_);
    if (!display_->mode())
        return std::nullopt;
    return display_->picture();
}

std::uint64_t Session::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

bool Session::wait_past(std::uint64_t seen, Deadline deadline) const {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this, seen] { return generation_ > seen || !is_connected_; });
    return generation_ > seen;
}

bool Session::wait_for(const std::function<bool(const SessionState&)>& condition, Deadline deadline) const {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return condition(state_locked()) || !is_connected_; });
    return condition(state_locked());
}

}  // namespace kmsmirror::emulator
