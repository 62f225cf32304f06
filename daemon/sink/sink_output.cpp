// SPDX-License-Identifier: MIT
#include "sink/sink_output.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "kms/connector.h"
#include "kms/format.h"
#include "kms/left_picture.h"
#include "mirror/clip_reduction.h"
#include "mirror/sink_driver.h"

namespace kmsmirror::sink {

SinkOutput::SinkOutput(kms::DrmApi& api, const std::string& card_path)
    : device_(kms::Device::open(api, card_path, kms::Atomic::if_possible)),
      first_event_(static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())),
      has_left_framebuffers_(!device_->resources().framebuffer_ids.empty()) {}

CallResult<SinkFound> SinkOutput::probe() {
    SinkFound found;
    found.driver = device_->driver();
    auto connector = kms::choose_connector(*device_, {});
    if (!connector && connector.error() != std::errc::no_such_file_or_directory)
        return call_failure("GETCONNECTOR", connector.error());
    if (!connector)
        return found;
    kms::ConnectorInfo chosen = std::move(*connector);
    found.connector = chosen.name;
    found.connected = kms::has_display(chosen);
    if (!found.connected) {
        found.no_display = kms::no_display_text(*device_, chosen);
        return found;
    }
    auto pipeline = kms::find_pipeline(*device_, chosen);
    if (!pipeline)
        return call_failure("GETPLANERESOURCES", pipeline.error());
    if (pipeline_ != *pipeline) {
        committer_ = make_committer(*device_, *pipeline);
        pipeline_ = std::move(*pipeline);
    }
    // A display without an EDID can still show the picture.
    if (auto identity = kms::connector_edid(*device_, chosen))
        found.identity = std::move(*identity);
    found.modes = std::move(chosen.modes);
    if (has_left_framebuffers_)
        if (const auto left = kms::left_picture(*device_, *pipeline_))
            found.left_mode = left->mode;
    return found;
}

CallResult<std::optional<Shown>> SinkOutput::show(const ShowRequest& request) {
    if (!pipeline_)
        return call_failure("GETCONNECTOR", errno_error(ENODEV));
    if (master_lost_)
        static_cast<void>(device_->become_master());
    shown_ = {request.number, request.job.frame.sequence, 0};
    newer_.clear();
    is_repaint_ = false;
    const auto framebuffer =
        request.job.path == mirror::Path::copy ? copied_framebuffer(request) : prime_framebuffer(request);
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    const auto result = commit(request, **framebuffer);
    if (result) {
        shows_own_ = request.job.path == mirror::Path::copy;
        shown_buffer_ = request.buffer;
    }
    master_lost_ = !result && result.error().error.value() == EACCES;
    return result.map([&](Completion completion) -> std::optional<Shown> {
        if (completion == Completion::with_event)
            return std::nullopt;
        forget_gone_buffers();
        return shown_;
    });
}

CallResult<Completion> SinkOutput::commit(const ShowRequest& request, const kms::Framebuffer& framebuffer) {
    std::vector<Rect> clips = request.job.clips;
    if (!newer_.empty()) {
        newer_.add(pixels::Region(clips));
        clips = mirror::reduce_clips(newer_, {});
    }
    for (Rect& clip : clips)
        clip = clip.moved(request.job.viewport.dx(), request.job.viewport.dy());
    if (is_repaint_)
        clips = {rect_of(request.mode.size())};
    return committer_->commit({framebuffer, request.mode, request.job.modeset, clips, first_event_ + request.number});
}

CallResult<const kms::Framebuffer*> SinkOutput::prime_framebuffer(const ShowRequest& request) {
    const mirror::Viewport& viewport = request.job.viewport;
    if (viewport != viewport_) {
        imported_.clear();
        viewport_ = viewport;
    }
    kms::Framebuffer& framebuffer = imported_[request.buffer];
    if (!framebuffer) {
        const kms::DmaBuf& dma_buf = request.buffer->dma_buf;
        const kms::BufferLayout& layout = dma_buf.layout();
        // udl takes only framebuffers as wide as the mode with SRC at 0,0: the part shown is chosen by the offset.
        const auto offset = static_cast<std::uint32_t>(viewport.source.y1) * layout.pitch +
                            static_cast<std::uint32_t>(viewport.source.x1) * kms::bytes_per_pixel(layout.format);
        auto imported = kms::import_framebuffer(*device_, dma_buf, request.mode.size(), offset, layout.format);
        if (!imported)
            return tl::unexpected(imported.error());
        framebuffer = std::move(*imported);
    }
    return &framebuffer;
}

CallResult<const kms::Framebuffer*> SinkOutput::copied_framebuffer(const ShowRequest& request) {
    const mirror::Viewport& viewport = request.job.viewport;
    if (const auto prepared = prepare_own_buffer(request.mode.size(), viewport, request.shadow->format()); !prepared)
        return tl::unexpected(prepared.error());
    const source::Shadow::View view = request.shadow->view(request.job.frame.sequence);
    newer_ = view.newer();
    newer_.intersect(viewport.source);
    pixels::Region stale(request.job.stale);
    stale.add(newer_);
    shown_.sequence = view.sequence();
    shown_.bytes_copied = own_->copy(view.image(), viewport, stale.rects());
    return &own_->framebuffer();
}

CallResult<void> SinkOutput::prepare_own_buffer(Size mode, const mirror::Viewport& viewport, pixels::Format frame) {
    const bool has_rgb565 = pipeline_->plane.supports(kms::format_rgb565);
    const bool rgb565 = has_rgb565 && (frame == pixels::Format::rgb565 || mirror::sends_rgb565(device_->driver()));
    const auto format = rgb565 ? pixels::Format::rgb565 : pixels::Format::xrgb8888;
    if (own_ && own_->framebuffer().size() == mode && own_->format() == format) {
        // What the last viewport covered and this one does not would stay.
        if (std::exchange(own_viewport_, viewport) != viewport) {
            own_->clear();
            is_repaint_ = true;
        }
        return {};
    }
    own_viewport_ = viewport;
    own_.reset();
    auto created = OwnBuffer::create(*device_, mode, format);
    if (!created)
        return tl::unexpected(created.error());
    own_ = std::move(*created);
    return {};
}

CallResult<pixels::SealedImage> SinkOutput::capture() const {
    const auto sealed = [this](Result<pixels::SealedImage> image) -> CallResult<pixels::SealedImage> {
        if (!image)
            return call_failure("MEMFD", image.error());
        image->sequence = shown_.sequence;
        return std::move(*image);
    };
    if (shows_own_ && own_) {
        const pixels::Image image = own_->image();
        return sealed(pixels::seal_image(image, rect_of(image.size), image.size, 0, 0));
    }
    const auto buffer = shown_buffer_.lock();
    if (!buffer)
        return call_failure("CAPTURE", errno_error(ENODATA));
    const auto access = kms::CpuAccess::begin(device_->api(), buffer->dma_buf, kms::CpuAccess::Mode::read);
    if (!access)
        return tl::unexpected(access.error());
    // On this path the viewport fills the display.
    const Rect part = viewport_.source;
    const Size size{static_cast<std::uint32_t>(part.width()), static_cast<std::uint32_t>(part.height())};
    return sealed(pixels::seal_image(source::image_of(*buffer), part, size, 0, 0));
}

Result<std::optional<Shown>> SinkOutput::read_shown() {
    const auto events = device_->read_events();
    if (!events)
        return tl::unexpected(events.error());
    const bool is_shown = std::ranges::any_of(
        *events, [&](const kms::FlipEvent& event) { return event.user_data == first_event_ + shown_.number; });
    if (!is_shown)
        return std::nullopt;
    forget_gone_buffers();
    return shown_;
}

void SinkOutput::forget_gone_buffers() {
    if (std::exchange(has_left_framebuffers_, false))
        kms::remove_left_framebuffers(*device_, 0);
    std::erase_if(imported_, [](const auto& entry) { return entry.first.expired(); });
}

}  // namespace kmsmirror::sink
