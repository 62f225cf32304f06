// SPDX-License-Identifier: MIT
#include "source/frame_reader.h"

#include <poll.h>
#include <pthread.h>

#include <array>
#include <exception>
#include <utility>

#include "base/path_reason.h"

namespace kmsmirror::source {

FrameReader::FrameReader(kms::DrmApi& api, std::shared_ptr<Shadow> shadow, OnRead on_read)
    : api_(api), shadow_(std::move(shadow)), on_read_(std::move(on_read)), mailbox_("the frame reader") {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kmsmirror-read");
}

FrameReader::~FrameReader() {
    mailbox_.change([](Orders& orders) { orders.stop = true; });
    thread_.join();
}

void FrameReader::read(ReadRequest request) {
    mailbox_.change([&](Orders& orders) { orders.read = std::move(request); });
}

void FrameReader::run() {
    while (true) {
        const Orders orders = mailbox_.take();
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
bool FrameReader::wait_for_writers(const ReadRequest& request) const {
    std::array<pollfd, 2> fds{{{mailbox_.fd(), POLLIN, 0}, {request.buffer->dma_buf.fd(), POLLIN, 0}}};
    while (::poll(fds.data(), fds.size(), -1) < 0) {
    }
    return fds[0].revents == 0;
}

CallResult<FrameRead> FrameReader::read_frame(const ReadRequest& request) try {
    const auto access = kms::CpuAccess::begin(api_, request.buffer->dma_buf, kms::CpuAccess::Mode::read);
    if (!access)
        return tl::unexpected(access.error());
    FrameRead read;
    read.bytes = shadow_->update(image_of(*request.buffer), request.changed, request.sequence);
    if (request.capture) {
        const Shadow::View view = shadow_->view();
        read.captured = pixels::seal_image(view.image(), rect_of(view.image().size), view.image().size, 0, 0);
        if (*read.captured)
            (*read.captured)->sequence = request.sequence;
    }
    return read;
} catch (const std::exception&) {
    // No call is made here that throws but for memory.
    return call_failure(path_reason::read, errno_error(ENOMEM));
}

}  // namespace kmsmirror::source
