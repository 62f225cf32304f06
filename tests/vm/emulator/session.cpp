// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/session.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "tests/vm/control/socket_io.h"

namespace kmsmirror::emulator {
namespace {

// An update whose end the protocol does not tell ends when nothing has followed for so long.
constexpr std::chrono::milliseconds quiet{50};

UniqueFd open_wake() {
    UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd)
        throw std::system_error(errno, std::generic_category(), "eventfd");
    return fd;
}

timespec to_timespec(std::chrono::nanoseconds duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((duration - seconds).count())};
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
      wake_(open_wake()),
      thread_([this] { run(); }) {}

Session::~Session() {
    disconnect();
}

void Session::stall() {
    const std::lock_guard lock(mutex_);
    queue_.stall();
}

void Session::resume() {
    const std::lock_guard lock(mutex_);
    queue_.resume(Clock::now());
    wake();
}

void Session::set_speed(std::optional<std::uint64_t> bytes_per_second) {
    const std::lock_guard lock(mutex_);
    queue_.set_speed(bytes_per_second);
    wake();
}

void Session::vanish_after(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    vanish_after_ = bytes;
}

void Session::watch_colours(std::vector<std::uint32_t> colours) {
    const std::lock_guard lock(mutex_);
    watched_colours_ = std::move(colours);
    look_for_strange_colours();
}

void Session::change_display(const std::function<void(Display&)>& change) {
    const std::lock_guard lock(mutex_);
    change(*display_);
}

void Session::refuse_transfers() {
    const std::lock_guard lock(mutex_);
    is_refusing_ = true;
    queue_.set_speed(std::nullopt);
    queue_.resume(Clock::now());
    wake();
}

void Session::disconnect() {
    ::shutdown(socket_.get(), SHUT_RDWR);
    const std::lock_guard lock(teardown_mutex_);
    if (thread_.joinable())
        thread_.join();
}

void Session::run() {
    while (serve_once()) {
    }
    ::shutdown(socket_.get(), SHUT_RDWR);  // if it was not the kernel that ended it
    const std::lock_guard lock(mutex_);
    is_connected_ = false;
    changed_.notify_all();
}

bool Session::serve_once() {
    std::array<pollfd, 2> items = {{{socket_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    const auto wait = time_to_next_step();
    const timespec limit = to_timespec(wait.value_or(Clock::duration::zero()));
    const int ready = ::ppoll(items.data(), items.size(), wait ? &limit : nullptr, nullptr);
    if (ready == 0)
        finish_quiet_update();
    eventfd_t count = 0;
    if (items[1].revents != 0)
        ::eventfd_read(wake_.get(), &count);
    if (items[0].revents != 0 && !receive_request())
        return false;
    return answer_due();
}

std::optional<Session::Clock::duration> Session::time_to_next_step() const {
    const std::lock_guard lock(mutex_);
    auto step = queue_.next_due();
    if (!step && display_->is_update_open() && queue_.size() == 0)
        step = last_pixel_ + quiet;
    if (!step)
        return std::nullopt;
    return std::max(*step - Clock::now(), Clock::duration::zero());
}

void Session::finish_quiet_update() {
    const std::lock_guard lock(mutex_);
    if (queue_.size() > 0 || Clock::now() < last_pixel_ + quiet)
        return;
    display_->finish_update();
    publish_if_changed();
}

bool Session::receive_request() {
    UsbipHeader header;
    if (!control::receive_all(socket_.get(), header))
        return false;
    const auto request = parse_usbip_request(header);
    if (!request) {
        fmt::print(stderr, "usbdisplay: {}: the kernel sent a message that is not USB/IP\n", name_);
        return false;
    }
    if (const auto* unlink = std::get_if<UnlinkRequest>(&*request))
        return answer_unlink(*unlink);
    return receive_transfer(std::get<SubmitRequest>(*request));
}

bool Session::receive_transfer(const SubmitRequest& request) {
    Transfer transfer{request, std::move(spare_payload_)};
    transfer.payload.resize(request.is_in ? 0 : request.length);
    if (const auto rest = vanishes_within(transfer)) {
        static_cast<void>(control::receive_all(socket_.get(), std::span(transfer.payload).first(*rest)));
        fmt::print(stderr, "usbdisplay: {}: vanishes after {} of {} bytes\n", name_, *rest, transfer.payload.size());
        return false;
    }
    if (!control::receive_all(socket_.get(), transfer.payload))
        return false;
    const std::lock_guard lock(mutex_);
    queue_.add(std::move(transfer), Clock::now());
    return true;
}

// How many of its bytes still arrive.
std::optional<std::size_t> Session::vanishes_within(const Transfer& transfer) {
    const std::lock_guard lock(mutex_);
    if (!vanish_after_ || transfer.request.endpoint == 0)
        return std::nullopt;
    if (*vanish_after_ <= transfer.payload.size())
        return static_cast<std::size_t>(*vanish_after_);
    *vanish_after_ -= transfer.payload.size();
    return std::nullopt;
}

// The status says whether the transfer was cancelled; 0: it has been answered before.
bool Session::answer_unlink(const UnlinkRequest& request) {
    bool cancelled = false;
    {
        const std::lock_guard lock(mutex_);
        cancelled = queue_.cancel(request.target);
        cancelled_transfers_ += cancelled ? 1 : 0;
    }
    return control::send_all(socket_.get(), make_unlink_reply(request.seqnum, cancelled ? -ECONNRESET : 0));
}

bool Session::answer_due() {
    while (const auto answer = complete_next()) {
        const Completion& done = answer->completion;
        const UsbipHeader reply = make_submit_reply(answer->seqnum, done.status, done.actual_length);
        if (!control::send_all(socket_.get(), reply) || !control::send_all(socket_.get(), done.data))
            return false;
    }
    return true;
}

std::optional<Session::Answer> Session::complete_next() {
    const std::lock_guard lock(mutex_);
    auto transfer = queue_.take(Clock::now());
    if (!transfer)
        return std::nullopt;
    const std::uint32_t seqnum = transfer->request.seqnum;
    if (is_refusing_)
        return Answer{seqnum, {-EPROTO, 0, {}}};  // what a host controller reports of a device that does not answer
    const std::uint64_t pixels = display_->counters().pixels;
    Answer answer{seqnum, device_.submit(transfer->request, transfer->payload)};
    spare_payload_ = std::move(transfer->payload);
    if (display_->counters().pixels != pixels)
        last_pixel_ = Clock::now();
    publish_if_changed();
    log_error();
    return answer;
}

void Session::wake() const {
    ::eventfd_write(wake_.get(), 1);
}

void Session::publish_if_changed() {
    const SessionState now = state_locked();
    if (same_output(now, published_))
        return;
    look_for_strange_colours();
    published_ = now;
    ++generation_;
    changed_.notify_all();
}

void Session::look_for_strange_colours() {
    if (watched_colours_.empty() || (display_->is_shown() && display_->consists_of(watched_colours_)))
        return;
    if (++strange_pictures_ == 1)
        fmt::print(stderr, "usbdisplay: {}: shows a colour that is not watched for\n", name_);
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
    return {display_->mode(),
            display_->is_shown(),
            is_connected_,
            display_->counters(),
            device_.counters(),
            cancelled_transfers_,
            queue_.size(),
            strange_pictures_,
            std::chrono::floor<std::chrono::milliseconds>(Clock::now() - last_pixel_)};
}

SessionState Session::state() const {
    const std::lock_guard lock(mutex_);
    return state_locked();
}

void Session::reset_counters() {
    const std::lock_guard lock(mutex_);
    display_->reset_counters();
    device_.reset_counters();
    cancelled_transfers_ = 0;
    strange_pictures_ = 0;
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
