// SPDX-License-Identifier: MIT
#include "source/pixel_feed.h"

#include <exception>
#include <system_error>
#include <utility>

#include "base/path_reason.h"

namespace kmsmirror::source {

PixelFeed::PixelFeed(kms::DrmApi& api, Scheduler& scheduler, PixelFeedOwner& owner,
                     std::shared_ptr<const pixels::DamageJournal> journal)
    : api_(api), scheduler_(scheduler), owner_(owner), journal_(std::move(journal)) {}

void PixelFeed::want() {
    const auto& newest = owner_.newest();
    if (reading_ || !newest || !newest->buffer)
        return;
    if (!reader_) {
        if (const auto made = make_reader(newest->buffer->dma_buf.layout()); !made) {
            // Told in a later turn, as every answer: who asks is in the middle of something.
            reading_ = Reading{*newest, static_cast<bool>(on_capture_)};
            scheduler_.post(
                tether_.wrap([error = made.error()](PixelFeed& feed) { feed.read_done(tl::unexpected(error)); }));
            return;
        }
    }
    reading_ = Reading{*newest, static_cast<bool>(on_capture_)};
    const pixels::Region changed = journal_->between(pixels_.sequence, newest->sequence);
    reader_->read({newest->buffer, newest->sequence, changed.rects(), reading_->capture});
}

void PixelFeed::capture(pixels::OnCapture on_capture) {
    const auto& newest = owner_.newest();
    if (on_capture_ || !newest) {
        using Reason = pixels::CaptureFailure::Reason;
        on_capture(pixels::no_capture(on_capture_ ? Reason::busy : Reason::nothing_shown));
        return;
    }
    on_capture_ = std::move(on_capture);
    want();
}

CallResult<void> PixelFeed::make_reader(const kms::BufferLayout& layout) try {
    shadow_ = std::make_shared<Shadow>(layout.size, pixel_format(layout.format));
    auto on_read = tether_.wrap([](PixelFeed& feed, CallResult<FrameRead> read) { feed.read_done(std::move(read)); });
    reader_ = std::make_unique<FrameReader>(api_, shadow_, [this, on_read](CallResult<FrameRead> read) {
        auto shared = std::make_shared<CallResult<FrameRead>>(std::move(read));
        scheduler_.post([on_read, shared]() mutable { on_read(std::move(*shared)); });
    });
    pixels_.shadow = shadow_;
    return {};
} catch (const std::system_error& error) {
    return call_failure(path_reason::reader, error.code());
} catch (const std::bad_alloc&) {
    return call_failure(path_reason::reader, errno_error(ENOMEM));
}

void PixelFeed::answer(pixels::CaptureResult image) {
    std::exchange(on_capture_, nullptr)(std::move(image));
}

void PixelFeed::read_done(CallResult<FrameRead> read) {
    const Reading done = *std::exchange(reading_, std::nullopt);  // its lease ends last
    if (done.capture) {
        if (!read)
            answer(pixels::no_capture(read.error()));
        else if (!*read->captured)
            answer(pixels::no_capture({"MEMFD", read->captured->error()}));
        else
            answer(std::move(**read->captured));
    }
    if (read) {
        bytes_read_ += read->bytes;
        pixels_.sequence = done.frame.sequence;
        owner_.pixels_read();
    } else {
        owner_.pixels_unread(read.error());
    }
    if (on_capture_)
        want();
}

}  // namespace kmsmirror::source
