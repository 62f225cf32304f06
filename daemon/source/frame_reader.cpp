// SPDX-License-Identifier: MIT
#include "source/frame_reader.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include <array>
#include <system_error>
#include <utility>

namespace kmsmirror::source {

FrameReader::FrameReader(kms::DrmApi& api, std::shared_ptr<Shadow> shadow, OnRead on_read)
    : api_(api), shadow_(std::move(shadow)), on_read_(std::move(on_read)), wake_fd_(::eventfd(0, EFD_CLOEXEC)) {
    if (!wake_fd_)
        throw std::system_error(errno_error(), "eventfd of the frame reader");
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kmsmirror-read");
}

FrameReader::~FrameReader() {
    {
        const std::lock_guard lock(mutex_);
        orders_.stop = true;
    }
    static_cast<void>(::eventfd_write(wake_fd_.get(), 1));
    thread_.join();
}

void FrameReader::read(ReadRequest request) {
    {
        const std::lock_guard lock(mutex_);
        orders_.read = std::move(request);
    }
    static_cast<void>(::eventfd_write(wake_fd_.get(), 1));
}

FrameReader::Orders FrameReader::wait_for_orders() {
    eventfd_t count = 0;
    static_cast<void>(::eventfd_read(wake_fd_.get(), &count));
    const std::lock_guard lock(mutex_);
    return std::exchange(orders_, {});
}

void FrameReader::run() {
    while (true) {
        const Orders orders = wait_for_orders();
        if (orders.stop)
            return;
        if (!orders.read)
            continue;
        if (!wait_for_writers(*orders.read))
            return;
        on_read_(read_frame(*orders.read));
    }
}

// A dma-buf is readable when no fence of a writer is pending (dma_buf_poll). The only other order is to stop.
bool FrameReader::wait_for_writers(const ReadRequest& request) {
    std::array<pollfd, 2> fds{{{wake_fd_.get(), POLLIN, 0}, {request.buffer->dma_buf.fd(), POLLIN, 0}}};
    while (::poll(fds.data(), fds.size(), -1) < 0) {
    }
    return fds[0].revents == 0;
}

CallResult<FrameRead> FrameReader::read_frame(const ReadRequest& request) {
    const auto access = kms::CpuAccess::begin(api_, request.buffer->dma_buf, kms::CpuAccess::Mode::read);
    if (!access)
        return tl::unexpected(access.error());
    FrameRead read;
    read.bytes = shadow_->update(image_of(*request.buffer), request.changed, request.sequence);
    if (request.capture) {
        const Shadow::View view = shadow_->view(request.sequence);
        read.captured = pixels::seal_image(view.image(), rect_of(view.image().size), view.image().size, 0, 0);
        if (*read.captured)
            (*read.captured)->sequence = request.sequence;
    }
    return read;
}

}  // namespace kmsmirror::source
