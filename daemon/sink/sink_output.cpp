// SPDX-License-Identifier: MIT
#include "sink/sink_output.h"

#include <cerrno>
#include <utility>

#include "kms/atomic_request.h"
#include "kms/format.h"
#include "kms/property_blob.h"

namespace kmsmirror::sink {

SinkOutput::SinkOutput(kms::DrmApi& api, const std::string& card_path) : device_(kms::Device::open(api, card_path)) {}

CallResult<SinkFound> SinkOutput::probe() {
    SinkFound found;
    found.driver = device_->driver();
    kms::ConnectorInfo chosen;
    for (const std::uint32_t id : device_->resources().connector_ids) {
        auto connector = device_->get_connector(id, true);
        if (!connector)
            return call_failure("GETCONNECTOR", connector.error());
        if (chosen.id == 0 || connector->connected)
            chosen = std::move(*connector);
        if (chosen.connected)
            break;
    }
    found.connector = chosen.name;
    found.connected = chosen.connected && !chosen.modes.empty();
    if (!found.connected)
        return found;
    auto pipeline = kms::find_pipeline(*device_, chosen);
    if (!pipeline)
        return call_failure("GETPLANERESOURCES", pipeline.error());
    pipeline_ = std::move(*pipeline);
    // A display without an EDID can still show the picture.
    if (auto identity = kms::connector_edid(*device_, chosen))
        found.identity = std::move(*identity);
    found.modes = std::move(chosen.modes);
    return found;
}

CallResult<void> SinkOutput::show(const ShowRequest& request) {
    if (!pipeline_)
        return call_failure("GETCONNECTOR", errno_error(ENODEV));
    forget_buffers_of_other_sources(request.buffers);
    if (master_lost_)
        static_cast<void>(device_->become_master());
    bytes_copied_ = 0;
    const auto framebuffer =
        request.job.path == mirror::Path::prime ? prime_framebuffer(request) : copied_framebuffer(request);
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    auto result = commit(request, **framebuffer);
    master_lost_ = !result && result.error().error.value() == EACCES;
    return result;
}

CallResult<void> SinkOutput::commit(const ShowRequest& request, const kms::Framebuffer& framebuffer) {
    kms::AtomicRequest atomic(*device_);
    if (request.job.modeset) {
        const auto mode = kms::create_mode_blob(*device_, request.mode);
        if (!mode)
            return tl::unexpected(mode.error());
        atomic.enable(*pipeline_, *mode, framebuffer, request.mode.size());
        return atomic.commit_modeset(request.number);
    }
    std::vector<Rect> clips;
    clips.reserve(request.job.clips.size());
    for (const Rect& clip : request.job.clips)
        clips.push_back(clip.moved(request.job.viewport.dx(), request.job.viewport.dy()));
    atomic.set_framebuffer(*pipeline_, framebuffer);
    atomic.set_damage(*pipeline_, clips);
    return atomic.commit_flip(request.number);
}

CallResult<const kms::Framebuffer*> SinkOutput::prime_framebuffer(const ShowRequest& request) {
    const mirror::Viewport& viewport = request.job.viewport;
    if (viewport != viewport_) {
        imported_.clear();
        viewport_ = viewport;
    }
    imported_.resize(request.buffers->size());
    kms::Framebuffer& framebuffer = imported_[request.job.frame.buffer];
    if (!framebuffer) {
        const kms::DmaBuf& dma_buf = (*request.buffers)[request.job.frame.buffer].dma_buf;
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
    const source::SourceBuffer& from = (*request.buffers)[request.job.frame.buffer];
    if (own_ && own_->framebuffer().size() != request.mode.size())
        own_.reset();
    if (!own_) {
        const bool rgb565 =
            from.dma_buf.layout().format == kms::format_rgb565 && pipeline_->plane.supports(kms::format_rgb565);
        auto created = OwnBuffer::create(*device_, request.mode.size(),
                                         rgb565 ? pixels::Format::rgb565 : pixels::Format::xrgb8888);
        if (!created)
            return tl::unexpected(created.error());
        own_ = std::move(*created);
    }
    auto copied = own_->copy(device_->api(), from, request.job.viewport, request.job.stale);
    if (!copied)
        return tl::unexpected(copied.error());
    bytes_copied_ = *copied;
    return &own_->framebuffer();
}

Result<std::optional<Shown>> SinkOutput::read_shown() {
    const auto events = device_->read_events();
    if (!events)
        return tl::unexpected(events.error());
    if (events->empty())
        return std::nullopt;
    return Shown{events->back().user_data, bytes_copied_};
}

void SinkOutput::forget_buffers_of_other_sources(const source::SourceBuffers& buffers) {
    if (buffers == buffers_)
        return;
    imported_.clear();
    own_.reset();
    buffers_ = buffers;
}

}  // namespace kmsmirror::sink
