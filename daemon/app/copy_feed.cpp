// SPDX-License-Identifier: MIT
#include "app/copy_feed.h"

#include <utility>

namespace kmsmirror::app {

CopyFeed::CopyFeed(kms::DrmApi& api, Scheduler& scheduler, BufferHolder& holder, CopyFeedOwner& owner)
    : api_(api), scheduler_(scheduler), holder_(holder), owner_(owner), self_(std::make_shared<char>(), this) {}

void CopyFeed::offer(const mirror::Frame& frame, source::SourceBufferPtr buffer, const pixels::Region& damage) {
    newest_ = frame;
    newest_buffer_ = std::move(buffer);
    if (!reader_)
        return;
    unread_.add(damage);
    if (copied_)
        copied_->newer.add(damage);
}

void CopyFeed::want() {
    if (reading_ || !newest_buffer_)
        return;
    if (!reader_)
        make_reader();
    reading_ = Reading{newest_, std::exchange(unread_, {}), static_cast<bool>(on_capture_)};
    holder_.hold_buffer(newest_.buffer);
    reader_->read({newest_buffer_, newest_.sequence, reading_->changed.rects(), reading_->capture});
}

void CopyFeed::capture(OnCapture on_capture) {
    if (on_capture_ || !newest_buffer_) {
        on_capture(call_failure("CAPTURE", errno_error(on_capture_ ? EBUSY : ENODATA)));
        return;
    }
    on_capture_ = std::move(on_capture);
    want();
}

void CopyFeed::make_reader() {
    const kms::BufferLayout& layout = newest_buffer_->dma_buf.layout();
    shadow_ = std::make_shared<source::Shadow>(layout.size, source::pixel_format(layout.format));
    unread_ = pixels::Region(rect_of(layout.size));
    reader_ = std::make_unique<source::FrameReader>(
        api_, shadow_, [this, self = std::weak_ptr(self_)](CallResult<source::FrameRead> read) {
            auto shared = std::make_shared<CallResult<source::FrameRead>>(std::move(read));
            scheduler_.post([self, shared] {
                if (const auto feed = self.lock())
                    feed->read_done(std::move(*shared));
            });
        });
}

void CopyFeed::read_done(CallResult<source::FrameRead> read) {
    const Reading done = *std::exchange(reading_, std::nullopt);
    if (done.capture) {
        const auto answer = std::exchange(on_capture_, nullptr);
        if (!read)
            answer(tl::unexpected(read.error()));
        else if (!*read->captured)
            answer(call_failure("MEMFD", read->captured->error()));
        else
            answer(std::move(**read->captured));
    }
    if (read) {
        bytes_read_ += read->bytes;
        copied_ = mirror::CopiedFrame{done.frame, unread_};
        owner_.frame_copied();
    } else {
        unread_.add(done.changed);
        owner_.copy_failed(read.error());
    }
    holder_.unhold_buffer(done.frame.buffer);
    if (on_capture_)
        want();
}

}  // namespace kmsmirror::app
