// SPDX-License-Identifier: MIT
#include "sink/sink_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "base/path_reason.h"
#include "kms/connector.h"
#include "kms/format.h"
#include "kms/framebuffer_size.h"
#include "kms/left_picture.h"
#include "mirror/error_class.h"
#include "mirror/sink_driver.h"
#include "sink/own_format.h"

namespace kmsmirror::sink {
namespace {

// Along one axis of the source, from `origin` on: where the display's picture begins, and how much it shows. 16.16.
std::pair<std::uint64_t, std::uint64_t> shown_along(const pixels::Geometry::Axis& axis, std::int32_t display_length,
                                                    std::int32_t origin, std::int32_t length) {
    const std::int64_t size = std::abs(std::int64_t{axis.scale} * display_length);
    const std::int64_t first =
        std::min<std::int64_t>(axis.offset, axis.offset + std::int64_t{axis.scale} * display_length);
    const std::int64_t most = std::int64_t{length} << 16;
    const std::int64_t begin = std::clamp<std::int64_t>(first - (std::int64_t{origin} << 16), 0, most);
    return {static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(std::min(size, most - begin))};
}

// How a plane does by itself what the geometry says, with a framebuffer of source_part().
kms::PlaneArea area_of(const pixels::Geometry& geometry) {
    if (geometry.is_importable())
        return kms::whole_area(geometry.display());
    const Rect& from = geometry.source_part();
    const Rect& to = geometry.display_part();
    const bool is_sideways = geometry.turn().is_sideways();
    const auto [x, width] = shown_along(geometry.x(), is_sideways ? to.height() : to.width(), from.x1, from.width());
    const auto [y, height] = shown_along(geometry.y(), is_sideways ? to.width() : to.height(), from.y1, from.height());
    return {x, y, width, height, to, geometry.turn()};
}

}  // namespace

SinkOutput::SinkOutput(kms::DrmApi& api, const std::string& card_path)
    : device_(kms::Device::open(api, card_path, kms::Atomic::if_possible)),
      first_event_(static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())),
      has_left_framebuffers_(!device_->resources().framebuffer_ids.empty()) {}

CallResult<SinkFound> SinkOutput::probe() {
    SinkFound found;
    found.driver = device_->driver();
    clip_cost_ = mirror::clip_cost(found.driver);
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
    found.can_place = pipeline_->is_atomic;
    found.rotations = pipeline_->plane.rotations;
    found.orientation = pipeline_->connector.orientation;
    found.can_dither = pipeline_->plane.supports(kms::format_rgb565) || pipeline_->plane.supports(kms::format_rgb332);
    // A display without an EDID can still show the picture.
    if (auto identity = kms::connector_edid(*device_, chosen))
        found.identity = std::move(*identity);
    // What no framebuffer can serve is not offered.
    std::copy_if(chosen.modes.begin(), chosen.modes.end(), std::back_inserter(found.modes), [this](const auto& mode) {
        return kms::framebuffer_size(device_->resources(), mode.size()).has_value();
    });
    if (found.modes.empty()) {
        const auto why = kms::framebuffer_size(device_->resources(), chosen.modes.front().size());
        found.connected = false;
        found.no_display =
            fmt::format("no mode of the display can be shown: {}", kms::limit_text(device_->resources(), why.error()));
        return found;
    }
    if (has_left_framebuffers_)
        found.left_mode = find_left_mode();
    return found;
}

std::optional<kms::ModeInfo> SinkOutput::find_left_mode() {
    const auto left = kms::left_picture(*device_, *pipeline_);
    if (!left)
        return std::nullopt;
    const auto info = device_->api().get_framebuffer(device_->fd(), left->framebuffer_id);
    if (!info)
        return std::nullopt;
    device_->api().close_gem_handle(device_->fd(), info->handle);
    format_on_plane_ = info->format;
    return left->mode;
}

CallResult<std::optional<Shown>> SinkOutput::show(const ShowRequest& request) {
    if (!pipeline_)
        return call_failure("GETCONNECTOR", errno_error(ENODEV));
    if (master_lost_)
        static_cast<void>(device_->become_master());
    const bool is_copy = request.order.path == Path::copy;
    auto shot = is_copy ? copy_frame(request) : import_frame(request);
    if (!shot)
        return tl::unexpected(shot.error());
    // Some drivers, as gud, tell their display of another format or turn by a mode set only. Of one that sends the same
    // whatever the format is, the display goes on with what it has.
    const bool is_other_format = format_on_plane_ != 0 && format_on_plane_ != shot->framebuffer->format();
    const bool is_other =
        (is_other_format && !mirror::sends_rgb565(device_->driver())) || (on_plane_ && area_ != shot->area);
    const bool modeset = request.order.modeset || is_other;
    const auto clips = modeset ? std::vector{rect_of(request.mode.size())} : clips_of(request, shot->sequence);
    const auto result = committer_->commit(
        {*shot->framebuffer, request.mode, modeset, clips, first_event_ + request.number, shot->area});
    if (!result) {
        master_lost_ = mirror::classify(result.error()) == ErrorClass::no_master;
        // Whoever is master now may show something else.
        if (master_lost_)
            displayed_ = {};
        return tl::unexpected(result.error());
    }
    master_lost_ = false;
    shown_ = {request.number, shot->sequence, shot->bytes_copied, shot->framebuffer->format()};
    displayed_ = {request.journal, request.geometry, shot->sequence};
    leaving_ = std::exchange(on_plane_, std::move(shot->framebuffer));
    format_on_plane_ = on_plane_->format();
    shown_geometry_ = request.geometry;
    shown_own_ = is_copy ? own_ : nullptr;
    mode_ = request.mode;
    area_ = shot->area;
    shown_buffer_ = request.buffer;
    if (*result == Completion::with_event)
        return std::nullopt;
    forget_gone_buffers();
    return shown_;
}

CallResult<void> SinkOutput::turn_off() {
    if (!pipeline_)
        return call_failure("GETCONNECTOR", errno_error(ENODEV));
    if (master_lost_)
        static_cast<void>(device_->become_master());
    auto result = committer_->turn_off();
    master_lost_ = !result && mirror::classify(result.error()) == ErrorClass::no_master;
    displayed_ = {};
    if (result) {
        shown_own_.reset();
        shown_buffer_.reset();
    }
    return result;
}

std::vector<Rect> SinkOutput::clips_of(const ShowRequest& request, pixels::Sequence frame) const {
    pixels::Region changed = displayed_.lacks(request.journal, request.geometry, frame);
    changed.add(request.order.owed);
    if (request.order.path != Path::copy && !request.geometry.is_importable()) {
        // The plane scales or turns: clips are in the framebuffer's pixels.
        changed = request.geometry.unmap(changed);
        changed.intersect(request.geometry.source_part());
        changed.move(-request.geometry.source_part().x1, -request.geometry.source_part().y1);
    }
    // A commit without a clip would be refused.
    return changed.empty() ? std::vector{rect_of(request.mode.size())} : mirror::reduce_clips(changed, clip_cost_);
}

Size SinkOutput::framebuffer_size(const kms::ModeInfo& mode) const {
    return kms::framebuffer_size(device_->resources(), mode.size()).value_or(mode.size());
}

CallResult<SinkOutput::Shot> SinkOutput::import_frame(const ShowRequest& request) {
    if (imported_geometry_ != request.geometry) {
        imported_.clear();
        imported_geometry_ = request.geometry;
    }
    Framebuffer& framebuffer = imported_[request.buffer];
    if (!framebuffer) {
        const kms::DmaBuf& dma_buf = request.buffer->dma_buf;
        const kms::BufferLayout& layout = dma_buf.layout();
        // udl takes only framebuffers as wide as the mode with SRC at 0,0: the part shown is chosen by the offset.
        const Rect& part = request.geometry.source_part();
        const auto offset = static_cast<std::uint32_t>(part.y1) * layout.pitch +
                            static_cast<std::uint32_t>(part.x1) * kms::bytes_per_pixel(layout.format);
        const bool is_whole = request.geometry.is_importable();
        const Size size = is_whole ? framebuffer_size(request.mode) : size_of(part);
        const bool is_garbled = layout.format == kms::format_rgb565 && layout.pitch != size.width * 2 &&
                                mirror::ignores_pitch_of_rgb565(device_->driver());
        const bool has_room = is_whole || kms::framebuffer_size(device_->resources(), size) == size;
        if (is_garbled || !has_room)  // ADDFB2 would not say why
            return call_failure(path_reason::geometry, errno_error(ERANGE));
        auto imported = kms::import_framebuffer(*device_, dma_buf, size, offset, layout.format);
        if (!imported)
            return tl::unexpected(imported.error());
        framebuffer = std::make_shared<const kms::Framebuffer>(std::move(*imported));
    }
    return Shot{framebuffer, area_of(request.geometry), request.order.frame, 0};
}

CallResult<SinkOutput::Shot> SinkOutput::copy_frame(const ShowRequest& request) {
    if (const auto prepared = prepare_own_buffer(request); !prepared)
        return tl::unexpected(prepared.error());
    const source::Shadow::View view = request.shadow->view();
    const pixels::Region stale = own_picture_.lacks(request.journal, request.geometry, view.sequence());
    if (!painter_ || !painter_->is_for(request.geometry, view.image().format, own_->format(), request.dither))
        painter_.emplace(request.geometry, view.image().format, own_->format(), request.dither);
    const std::uint64_t bytes = painter_->paint(view.image(), own_->image(), stale);
    if (const auto published = own_->publish(stale); !published)
        return tl::unexpected(published.error());
    own_picture_ = {request.journal, request.geometry, view.sequence()};
    return Shot{{own_, &own_->framebuffer()}, kms::whole_area(request.mode.size()), view.sequence(), bytes};
}

CallResult<void> SinkOutput::prepare_own_buffer(const ShowRequest& request) {
    const pixels::Format format =
        own_format(pipeline_->plane, request.shadow->format(), request.dither, mirror::sends_rgb565(device_->driver()));
    const Size size = framebuffer_size(request.mode);
    if (own_ && own_->framebuffer().size() == size && own_->format() == format)
        return {};
    own_.reset();
    auto created = OwnBuffer::create(*device_, size, format);
    if (!created)
        return tl::unexpected(created.error());
    own_ = std::make_shared<OwnBuffer>(std::move(*created));
    own_picture_ = {request.journal, request.geometry, 0};  // it is black, and so is what the picture leaves free
    return {};
}

pixels::CaptureResult SinkOutput::capture() const {
    if (!shown_own_)
        return capture_imported();
    return sealed(pixels::seal_image(shown_own_->image(), rect_of(mode_.size()), mode_.size(), 0, 0));
}

pixels::CaptureResult SinkOutput::capture_imported() const {
    const auto buffer = shown_buffer_.lock();
    if (!buffer)
        return pixels::no_capture(pixels::CaptureFailure::Reason::nothing_shown);
    const auto access = kms::CpuAccess::begin(device_->api(), buffer->dma_buf, kms::CpuAccess::Mode::read);
    if (!access)
        return pixels::no_capture(access.error());
    const pixels::Image image = source::image_of(*buffer);
    return sealed(pixels::seal_picture(mode_.size(), image.format, [&](const pixels::Image& target) {
        pixels::Painter(*shown_geometry_, image.format, image.format, Dither::none)
            .paint(image, target, pixels::Region(rect_of(mode_.size())));
    }));
}

pixels::CaptureResult SinkOutput::sealed(Result<pixels::SealedImage> image) const {
    if (!image)
        return pixels::no_capture({"MEMFD", image.error()});
    image->sequence = shown_.sequence;
    return std::move(*image);
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
    leaving_.reset();
    if (std::exchange(has_left_framebuffers_, false))
        kms::remove_left_framebuffers(*device_, 0);
    std::erase_if(imported_, [](const auto& entry) { return entry.first.expired(); });
}

}  // namespace kmsmirror::sink
