// SPDX-License-Identifier: MIT
#include "tools/screen.h"

#include <drm_fourcc.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace kmsmirror::tools {
namespace {

constexpr int acquire_timeout_ms = 10000;
constexpr std::chrono::seconds last_picture_timeout{10};
constexpr std::size_t most_outdated = 256;  // rectangles, then the whole picture is drawn

std::uint16_t to_rgb565(std::uint32_t pixel) {
    return static_cast<std::uint16_t>((pixel >> 8 & 0xf800) | (pixel >> 5 & 0x07e0) | (pixel >> 3 & 0x001f));
}

void convert_row(std::byte* to, const std::byte* from, std::size_t pixels) {
    for (std::size_t i = 0; i < pixels; ++i) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, from + i * sizeof(pixel), sizeof(pixel));
        const std::uint16_t small = to_rgb565(pixel);
        std::memcpy(to + i * sizeof(small), &small, sizeof(small));
    }
}

std::string name_of(std::uint32_t format) {
    std::string name;
    for (int shift = 0; shift < 32; shift += 8)
        name += static_cast<char>(format >> shift & 0x7f);
    return name;
}

kmsmirror_rect whole(const PictureLayout& layout) {
    return {0, 0, static_cast<std::int32_t>(layout.width), static_cast<std::int32_t>(layout.height)};
}

}  // namespace

SessionPtr open_session(bool session_bus, bool replace, bool wait) {
    kmsmirror_options wanted{};
    wanted.options_size = sizeof(wanted);
    wanted.session_bus = session_bus ? 1 : 0;
    wanted.replace = replace ? 1 : 0;
    wanted.wait_ms = wait ? -1 : 0;
    kmsmirror_session* session = nullptr;
    if (kmsmirror_open(&wanted, &session) < 0)
        throw std::runtime_error(fmt::format("cannot open a session: {}", kmsmirror_error_text(nullptr)));
    return SessionPtr(session);
}

Screen::Screen(SessionPtr session, PictureLayout layout, std::uint32_t format)
    : session_(std::move(session)), layout_(layout), format_(format) {
    const kmsmirror_info& info = *kmsmirror_get_info(session_.get());
    if (layout_.width > info.width || layout_.height > info.height)
        throw std::runtime_error(fmt::format("pictures of {}x{} are larger than the source, which has {}x{}",
                                             layout_.width, layout_.height, info.width, info.height));
    if (format_ != info.format && !(format_ == DRM_FORMAT_XRGB8888 && info.format == DRM_FORMAT_RGB565))
        throw std::runtime_error(fmt::format("pictures of format {} cannot be shown by the source, which has {}",
                                             name_of(format_), name_of(info.format)));
    left_ = static_cast<std::int32_t>((info.width - layout_.width) / 2);
    top_ = static_cast<std::int32_t>((info.height - layout_.height) / 2);
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
    for (auto& [index, outdated] : outdated_) {
        outdated.insert(outdated.end(), damage.begin(), damage.end());
        if (outdated.size() > most_outdated)
            outdated.assign(1, whole(layout_));
    }
    const auto index = static_cast<std::uint32_t>(check(kmsmirror_acquire(session_.get(), acquire_timeout_ms)));
    check(kmsmirror_begin_cpu_access(session_.get(), index));
    draw(index, picture);
    check(kmsmirror_end_cpu_access(session_.get(), index));
    const bool is_first = serial_ == 0;
    Damage on_display = damage;
    for (kmsmirror_rect& r : on_display)
        r = {r.x1 + left_, r.y1 + top_, r.x2 + left_, r.y2 + top_};
    // data() of an empty vector may be null, which means that everything changed
    const kmsmirror_rect none{};
    const kmsmirror_rect* rectangles = on_display.empty() ? &none : on_display.data();
    check(kmsmirror_present(session_.get(), index, is_first ? nullptr : rectangles, on_display.size(), ++serial_));
}

void Screen::draw(std::uint32_t index, const std::byte* picture) {
    const kmsmirror_buffer& buffer = *kmsmirror_get_buffer(session_.get(), index);
    Damage& outdated = outdated_[index];
    if (buffer.age == 0) {
        const std::size_t row_bytes = std::size_t{buffer.width} * (buffer.format == DRM_FORMAT_RGB565 ? 2 : 4);
        for (std::uint32_t y = 0; y < buffer.height; ++y)
            std::memset(static_cast<std::byte*>(buffer.pixels) + std::size_t{y} * buffer.pitch, 0, row_bytes);
        outdated.assign(1, whole(layout_));
    }
    for (const kmsmirror_rect& area : outdated)
        copy(buffer, picture, area);
    outdated.clear();
}

void Screen::copy(const kmsmirror_buffer& buffer, const std::byte* picture, const kmsmirror_rect& area) const {
    const std::size_t target_bytes_per_pixel = buffer.format == DRM_FORMAT_RGB565 ? 2 : 4;
    const auto pixels = static_cast<std::size_t>(area.x2 - area.x1);
    for (std::int32_t y = area.y1; y < area.y2; ++y) {
        const std::byte* from = picture + static_cast<std::size_t>(y) * layout_.row_bytes() +
                                static_cast<std::size_t>(area.x1) * layout_.bytes_per_pixel;
        std::byte* to = static_cast<std::byte*>(buffer.pixels) + static_cast<std::size_t>(y + top_) * buffer.pitch +
                        static_cast<std::size_t>(area.x1 + left_) * target_bytes_per_pixel;
        if (format_ == buffer.format)
            std::memcpy(to, from, pixels * target_bytes_per_pixel);
        else
            convert_row(to, from, pixels);
    }
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
        const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (rest <= 0)
            throw std::runtime_error(fmt::format("picture {} did not come to the display within 10 seconds", serial_));
        pollfd poll{kmsmirror_get_fd(session_.get()), POLLIN, 0};
        ::poll(&poll, 1, static_cast<int>(rest));
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
