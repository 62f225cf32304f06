// SPDX-License-Identifier: MIT
#include "gstreamer/display.h"

#include <drm_fourcc.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace kmsmirror::gstreamer {

Mapping::Mapping(const kmsmirror_buffer& buffer)
    : bytes_(buffer.offset + std::size_t{buffer.pitch} * buffer.height),
      memory_(::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, buffer.dma_buf, 0)) {
    if (memory_ != MAP_FAILED)
        pixels_ = static_cast<std::byte*>(memory_) + buffer.offset;
}

Mapping::~Mapping() {
    if (memory_ != MAP_FAILED)
        ::munmap(memory_, bytes_);
}

Display::Display(DisplayChoice choice)
    : choice_(std::move(choice)), wake_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Display::~Display() {
    ::close(wake_event_);
}

int Display::open(int timeout_ms) {
    const std::lock_guard lock(mutex_);
    if (session_)
        return 0;
    kmsmirror_options options{};
    options.options_size = sizeof(options);
    options.source = choice_.source.empty() ? nullptr : choice_.source.c_str();
    options.session_bus = choice_.session_bus ? 1 : 0;
    options.replace = choice_.replace ? 1 : 0;
    options.timeout_ms = timeout_ms;
    kmsmirror_session* session = nullptr;
    const int result = kmsmirror_open(&options, &session);
    if (result < 0) {
        error_ = kmsmirror_error_text(nullptr);
        return result;
    }
    session_.reset(session);
    ++session_number_;
    info_ = *kmsmirror_get_info(session);
    lent_.clear();
    mappings_.clear();
    return 0;
}

void Display::close() {
    const std::lock_guard lock(mutex_);
    session_.reset();
}

std::string Display::error() const {
    const std::lock_guard lock(mutex_);
    return error_;
}

kmsmirror_info Display::info() const {
    const std::lock_guard lock(mutex_);
    return info_;
}

// Closes a session that is over.
int Display::check(int result) {
    if (result >= 0)
        return result;
    error_ = kmsmirror_error_text(session_.get());
    if (result == -EPROTO || result == -ENODEV || result == -EPIPE)
        session_.reset();
    return result;
}

int Display::set_picture(const PictureKind& kind) {
    const std::lock_guard lock(mutex_);
    if (!session_)
        return -EPIPE;
    return check(kmsmirror_set_picture(session_.get(), kind.width, kind.height, kind.format));
}

// A free buffer that nobody looks at any more: decoders need their last frames, after those were shown.
int Display::acquire() {
    for (;;) {
        const int index = kmsmirror_acquire(session_.get(), 0);
        if (index == -ETIMEDOUT)
            return -EAGAIN;
        if (index < 0)
            return check(index);
        const auto lent = lent_.find(static_cast<std::uint32_t>(index));
        if (lent == lent_.end())
            return index;
        lent->second = true;
    }
}

int Display::show_now(const void* pixels, std::size_t pitch, const kmsmirror_rect* rectangles, std::size_t count) {
    if (!session_)
        return -EPIPE;
    if (!lent_.empty()) {
        const int index = acquire();
        if (index < 0)
            return index;
        kmsmirror_discard(session_.get(), static_cast<std::uint32_t>(index));
    }
    return check(kmsmirror_show(session_.get(), pixels, pitch, rectangles, count, ++serial_));
}

int Display::show(const void* pixels, std::size_t pitch, const kmsmirror_rect* rectangles, std::size_t count) {
    const std::lock_guard lock(mutex_);
    return show_now(pixels, pitch, rectangles, count);
}

int Display::present(Loan& loan) {
    const std::lock_guard lock(mutex_);
    if (!session_)
        return -EPIPE;
    const bool is_of_session = loan.session_number == session_number_;
    if (!is_of_session || (loan.serial != 0 && loan.serial != serial_))
        return show_now(loan.mapping->pixels(), loan.pitch, nullptr, 0);
    if (loan.serial != 0)
        return 0;
    kmsmirror_end_cpu_access(session_.get(), loan.index);
    const int result = check(kmsmirror_present(session_.get(), loan.index, nullptr, 0, serial_ + 1));
    if (result >= 0)
        loan.serial = ++serial_;
    return result;
}

std::shared_ptr<Mapping> Display::map(std::uint32_t index) {
    const kmsmirror_buffer& buffer = *kmsmirror_get_buffer(session_.get(), index);
    auto& mapping = mappings_[index];
    if (!mapping || buffer.age == 0)
        mapping = std::make_shared<Mapping>(buffer);
    return mapping;
}

bool Display::fits(const PictureKind& kind) const {
    return session_ && kind.width == info_.width && kind.height == info_.height && kind.format == info_.format;
}

bool Display::has_buffers_of(const PictureKind& kind) const {
    const std::lock_guard lock(mutex_);
    return fits(kind);
}

std::unique_ptr<Loan> Display::borrow(const PictureKind& kind) {
    const std::lock_guard lock(mutex_);
    if (!fits(kind))
        return nullptr;
    const int result = acquire();
    if (result < 0)
        return nullptr;
    const auto index = static_cast<std::uint32_t>(result);
    auto mapping = map(index);
    if (mapping->pixels() == nullptr || check(kmsmirror_begin_cpu_access(session_.get(), index)) < 0) {
        error_ = "a buffer of the daemon cannot be accessed";
        session_.reset();  // nothing would be better with the next one
        return nullptr;
    }
    lent_[index] = false;
    const std::uint32_t pitch = kmsmirror_get_buffer(session_.get(), index)->pitch;
    return std::make_unique<Loan>(Loan{shared_from_this(), std::move(mapping), session_number_, index, pitch});
}

void Display::give_back(const Loan& loan) noexcept {
    {
        const std::lock_guard lock(mutex_);
        const auto lent = lent_.find(loan.index);
        if (loan.session_number != session_number_ || lent == lent_.end())
            return;
        const bool is_ours = lent->second || loan.serial == 0;
        lent_.erase(lent);
        if (session_ && loan.serial == 0)
            kmsmirror_end_cpu_access(session_.get(), loan.index);
        if (session_ && is_ours)
            kmsmirror_discard(session_.get(), loan.index);
    }
    wake();
}

void Display::wait(int timeout_ms) {
    std::array<pollfd, 2> polls{{{wake_event_, POLLIN, 0}, {-1, POLLIN, 0}}};
    {
        const std::lock_guard lock(mutex_);
        if (session_)
            polls[1].fd = kmsmirror_get_fd(session_.get());
    }
    ::poll(polls.data(), polls.size(), timeout_ms);
    eventfd_t count = 0;
    ::eventfd_read(wake_event_, &count);
}

void Display::wake() noexcept {
    ::eventfd_write(wake_event_, 1);
}

}  // namespace kmsmirror::gstreamer
