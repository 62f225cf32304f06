// SPDX-License-Identifier: MIT
#include "tools/screen.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace kmsmirror::tools {
namespace {

constexpr std::chrono::seconds buffer_timeout{10};
constexpr std::chrono::seconds last_picture_timeout{10};

std::chrono::milliseconds rest_until(Clock::time_point deadline) {
    return std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
}

}  // namespace

SessionPtr open_session(bool session_bus, bool replace, const std::function<void(const std::string&)>& on_wait) {
    kmsmirror_options wanted{};
    wanted.options_size = sizeof(wanted);
    wanted.session_bus = session_bus ? 1 : 0;
    wanted.replace = replace ? 1 : 0;
    wanted.wait_ms = on_wait ? 1 : 0;
    kmsmirror_session* session = nullptr;
    int result = kmsmirror_open(&wanted, &session);
    if (on_wait && result == -ETIMEDOUT) {
        on_wait(kmsmirror_error_text(nullptr));
        wanted.wait_ms = -1;
        result = kmsmirror_open(&wanted, &session);
    }
    if (result < 0)
        throw std::runtime_error(fmt::format("cannot open a session: {}", kmsmirror_error_text(nullptr)));
    return SessionPtr(session);
}

Screen::Screen(SessionPtr session, PictureLayout layout, std::uint32_t format)
    : session_(std::move(session)), layout_(layout) {
    check(kmsmirror_set_picture(session_.get(), layout.width, layout.height, format));
    listener_.presented = &Screen::on_presented;
    kmsmirror_set_listener(session_.get(), &listener_, this);
}

int Screen::check(int result) const {
    if (result < 0)
        throw std::runtime_error(kmsmirror_error_text(session_.get()));
    return result;
}

void Screen::on_presented(void* data, std::uint64_t serial, std::uint64_t /*sequence*/, std::uint64_t /*time_ns*/) {
    static_cast<Screen*>(data)->presented_serial_ = serial;
}

std::string Screen::attach(OwnMemory memory) {
    const kmsmirror_info& info = *kmsmirror_get_info(session_.get());
    kmsmirror_buffer buffer{};
    buffer.pixels = memory.pixels();
    buffer.width = info.width;
    buffer.height = info.height;
    buffer.pitch = own_pitch(info);
    buffer.format = info.format;
    buffer.dma_buf = memory.fd();
    own_memory_.push_back(std::move(memory));
    const int index = check(kmsmirror_attach_buffer(session_.get(), &buffer, 0));
    const char* reason = kmsmirror_get_buffer(session_.get(), static_cast<std::uint32_t>(index))->copy_reason;
    return reason == nullptr ? "" : reason;
}

void Screen::show(const std::byte* picture, const Damage& damage) {
    // data() of an empty vector may be null, which means that everything changed
    const kmsmirror_rect none{};
    const kmsmirror_rect* rectangles = damage.empty() ? &none : damage.data();
    const auto deadline = Clock::now() + buffer_timeout;
    ++serial_;
    for (;;) {
        const int result =
            kmsmirror_show(session_.get(), picture, layout_.row_bytes(), rectangles, damage.size(), serial_);
        const auto rest = rest_until(deadline);
        if (result != -EAGAIN || rest.count() <= 0) {
            check(result);
            return;
        }
        wait_for_message(rest);
    }
}

void Screen::wait_for_message(std::chrono::milliseconds longest) {
    pollfd poll{kmsmirror_get_fd(session_.get()), POLLIN, 0};
    ::poll(&poll, 1, static_cast<int>(longest.count()));
}

void Screen::wait_until(Clock::time_point time) {
    for (;;) {
        const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - Clock::now()).count();
        if (rest <= 0)
            return;
        const timespec timeout{static_cast<time_t>(rest / 1000000000), static_cast<long>(rest % 1000000000)};
        pollfd poll{kmsmirror_get_fd(session_.get()), POLLIN, 0};
        if (::ppoll(&poll, 1, &timeout, nullptr) > 0)
            check(kmsmirror_dispatch(session_.get()));
    }
}

void Screen::wait_for_last() {
    const auto deadline = Clock::now() + last_picture_timeout;
    check(kmsmirror_dispatch(session_.get()));
    while (presented_serial_ != serial_) {
        const auto rest = rest_until(deadline);
        if (rest.count() <= 0)
            throw std::runtime_error(fmt::format("picture {} did not come to the display within 10 seconds", serial_));
        wait_for_message(rest);
        check(kmsmirror_dispatch(session_.get()));
    }
}

void Screen::hold() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    std::array<pollfd, 2> polls{
        {{::signalfd(-1, &signals, SFD_CLOEXEC), POLLIN, 0}, {kmsmirror_get_fd(session_.get()), POLLIN, 0}}};
    if (polls[0].fd < 0)
        throw std::runtime_error(fmt::format("signalfd: {}", std::strerror(errno)));
    while ((polls[0].revents & POLLIN) == 0) {
        ::poll(polls.data(), polls.size(), -1);
        check(kmsmirror_dispatch(session_.get()));
    }
    ::close(polls[0].fd);
}

}  // namespace kmsmirror::tools
