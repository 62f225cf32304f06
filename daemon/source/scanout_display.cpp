// SPDX-License-Identifier: MIT
#include "source/scanout_display.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/log.h"
#include "kms/atomic_request.h"
#include "kms/cma_heap.h"
#include "kms/connector.h"
#include "kms/format.h"
#include "kms/left_picture.h"
#include "kms/property_blob.h"
#include "mirror/mode_match.h"
#include "source/cma_memory.h"

namespace kmsmirror::source {
namespace {

constexpr std::uint32_t fewest_buffers = 2;

}  // namespace

ScanoutDisplay::ScanoutDisplay(kms::DrmApi& api, const std::string& card_path, ScanoutSettings settings)
    : settings_(std::move(settings)),
      device_(kms::Device::open(api, card_path)),
      flip_(static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())) {
    choose_connector();
    mode_ = choose_mode(connector_.modes);
    pipeline_ = value_or_throw(kms::find_pipeline(*device_, connector_),
                               fmt::format("{}: no CRTC and plane for {}", card_path, connector_.name).c_str());
    choose_format();
}

void ScanoutDisplay::choose_connector() {
    auto connector = kms::choose_connector(*device_, settings_.connector);
    if (!connector && connector.error() == std::errc::no_such_file_or_directory)
        throw std::runtime_error(settings_.connector.empty()
                                     ? fmt::format("{}: the card has no connector", device_->path())
                                     : fmt::format("{}: there is no connector {}; there is {}", device_->path(),
                                                   settings_.connector, kms::connector_names(*device_)));
    connector_ = value_or_throw(std::move(connector), fmt::format("{}: GETCONNECTOR", device_->path()).c_str());
    if (!kms::has_display(connector_))
        throw std::runtime_error(fmt::format("{}: {}", device_->path(), kms::no_display_text(*device_, connector_)));
}

kms::ModeInfo ScanoutDisplay::choose_mode(const std::vector<kms::ModeInfo>& modes) const {
    if (!settings_.mode)
        return modes.front();  // the kernel sorts the preferred one first
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(modes.size());
    for (const kms::ModeInfo& mode : modes)
        choices.push_back({mode.size(), mode.refresh_mhz(), false});
    const auto found = mirror::find_mode(choices, *settings_.mode);
    if (!found)
        throw std::runtime_error(fmt::format("{}: {} has no mode {}; it has {}", device_->path(), connector_.name,
                                             mode_text(*settings_.mode), mirror::modes_text(choices)));
    return modes[*found];
}

// There are displays whose controller has no XRGB8888.
void ScanoutDisplay::choose_format() {
    format_ = fourcc_of(settings_.format);
    if (pipeline_.plane.supports(format_))
        return;
    if (!pipeline_.plane.supports(kms::format_rgb565))
        throw std::runtime_error(fmt::format("{}: {} can show neither {} nor {}", device_->path(), connector_.name,
                                             kms::format_name(format_), kms::format_name(kms::format_rgb565)));
    log::info("{}: the display cannot show {}: the format is {}", connector_.name, kms::format_name(format_),
              kms::format_name(kms::format_rgb565));
    format_ = kms::format_rgb565;
}

ScanoutDisplay::Presence ScanoutDisplay::check_presence() {
    const auto asked = device_->get_connector(connector_.id, true);
    if (!asked)
        return Presence::same;
    const bool was_there = std::exchange(is_there_, kms::has_display(*asked));
    if (!is_there_)
        return Presence::absent;
    if (std::exchange(connector_.modes, asked->modes) != asked->modes) {
        const auto& modes = connector_.modes;
        const bool is_wished = settings_.mode && std::find(modes.begin(), modes.end(), mode_) != modes.end();
        if (!is_wished && modes.front() != mode_)
            return Presence::other;
    }
    return was_there ? Presence::same : Presence::back;
}

std::optional<OwnedBuffer> ScanoutDisplay::take_over() {
    const auto left = kms::left_picture(*device_, pipeline_);
    const bool usable = left && left->mode == mode_;
    // The others are memory that is short.
    kms::remove_left_framebuffers(*device_, usable ? left->framebuffer_id : 0);
    if (!usable)
        return std::nullopt;
    auto buffer = own_again(left->framebuffer_id);
    if (!buffer) {
        log::warning("{}: the picture that was left cannot be kept: {} failed: {}", connector_.name,
                     buffer.error().call, buffer.error().error.message());
        device_->api().remove_framebuffer(device_->fd(), left->framebuffer_id);
        return std::nullopt;
    }
    modeset_needed_ = false;
    return std::move(*buffer);
}

CallResult<OwnedBuffer> ScanoutDisplay::own_again(std::uint32_t framebuffer_id) {
    kms::DrmApi& api = device_->api();
    const auto info = api.get_framebuffer(device_->fd(), framebuffer_id);
    if (!info)
        return call_failure("GETFB2", info.error());
    auto fd = api.prime_handle_to_fd(device_->fd(), info->handle, true);
    api.close_gem_handle(device_->fd(), info->handle);
    if (!fd)
        return call_failure("PRIME_HANDLE_TO_FD", fd.error());
    const kms::BufferLayout layout{.size = info->size,
                                   .format = info->format,
                                   .pitch = info->pitch,
                                   .offset = info->offset,
                                   .modifier = kms::modifier_linear,
                                   .bytes = info->offset + std::uint64_t{info->pitch} * info->size.height};
    kms::DmaBuf dma_buf(std::move(*fd), layout);
    auto mapping = dma_buf.map(api, false);
    if (!mapping)
        return tl::unexpected(mapping.error());
    kms::Framebuffer framebuffer(*device_, framebuffer_id, info->size, info->format);
    auto shared = std::make_shared<const SourceBuffer>(dma_buf, std::move(*mapping),
                                                       mirror::FrameMemory{mirror::Memory::driver, 0});
    return OwnedBuffer{kms::ScanoutBuffer(std::monostate{}, std::move(dma_buf), std::move(framebuffer)),
                       std::move(shared)};
}

std::vector<OwnedBuffer> ScanoutDisplay::allocate(std::uint32_t generation) {
    const mirror::FrameMemory memory{mirror::Memory::driver, generation};
    if (settings_.use_gbm) {
        kms::GbmAllocator allocator(*device_);
        return allocate_from(allocator, memory);
    }
    kms::DumbAllocator allocator(*device_);
    return allocate_from(allocator, memory);
}

std::vector<OwnedBuffer> ScanoutDisplay::allocate_on_heap(std::uint32_t generation) {
    const std::uint32_t pitch = buffers_.begin()->second->scanout.layout().pitch;
    for (const char* const path : kms::cma_heap_paths) {
        const auto tried = device_->api().allocate_from_heap(path, std::uint64_t{pitch} * size().height);
        if (!tried && tried.error() == std::errc::no_such_file_or_directory)
            continue;
        kms::HeapAllocator allocator(*device_, path, pitch);
        return allocate_from(allocator, {mirror::Memory::heap, generation});
    }
    throw std::runtime_error(fmt::format("no contiguous dma-heap ({})", fmt::join(kms::cma_heap_paths, ", ")));
}

std::vector<OwnedBuffer> ScanoutDisplay::allocate_from(kms::BufferAllocator& allocator, mirror::FrameMemory memory) {
    std::vector<OwnedBuffer> result;
    while (result.size() < settings_.buffers) {
        auto buffer = allocator.allocate(size(), format_);
        if (!buffer) {
            const std::string why =
                fmt::format("{} for {}x{} {} ({} KiB each) failed: {}; {} there; {}", buffer.error().call, size().width,
                            size().height, kms::fourcc_text(format_),
                            std::uint64_t{size().width} * size().height * kms::bytes_per_pixel(format_) / 1024,
                            buffer.error().error.message(), result.size(), cma_memory_text());
            if (result.size() < fewest_buffers)
                throw std::runtime_error(fmt::format("cannot allocate {} scanout buffers: {}", allocator.name(), why));
            log::warning("{}: {} of {} scanout buffers: {}", connector_.name, result.size(), settings_.buffers, why);
            break;
        }
        auto mapping = buffer->map(device_->api());
        if (!mapping)
            throw std::system_error(mapping.error().error, "cannot map a scanout buffer");
        buffer->drop_handle();
        // Without a kernel mapping the kernel does not clear new memory.
        if (memory.kind != mirror::Memory::heap)
            std::memset(mapping->bytes().data(), 0, mapping->bytes().size());
        auto shared = std::make_shared<const SourceBuffer>(buffer->dma_buf(), std::move(*mapping), memory);
        result.push_back({std::move(*buffer), std::move(shared)});
    }
    return result;
}

CallResult<void> ScanoutDisplay::attach(std::uint32_t index, kms::DmaBuf dma_buf, std::uint32_t generation) {
    auto framebuffer = kms::import_framebuffer(*device_, dma_buf, size(), 0, dma_buf.layout().format);
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    if (!modeset_needed_) {
        kms::AtomicRequest request(*device_);
        request.set_framebuffer(pipeline_, *framebuffer);
        if (const auto tested = request.test(); !tested)
            return tested;
    }
    auto mapping = dma_buf.map(device_->api(), false);
    if (!mapping)
        return tl::unexpected(mapping.error());
    const mirror::FrameMemory memory{mirror::Memory::driver, generation};
    auto shared = std::make_shared<const SourceBuffer>(dma_buf, std::move(*mapping), memory);
    put(index, {kms::ScanoutBuffer(std::monostate{}, std::move(dma_buf), std::move(*framebuffer)), std::move(shared)});
    return {};
}

CallResult<ScanoutDisplay::Flip> ScanoutDisplay::prepare_flip(std::uint32_t index) {
    const kms::Framebuffer& framebuffer = buffers_.at(index)->scanout.framebuffer();
    Flip flip{kms::AtomicRequest(*device_), {}, modeset_needed_};
    if (!modeset_needed_) {
        flip.request.set_framebuffer(pipeline_, framebuffer);
        return flip;
    }
    auto mode = kms::create_mode_blob(*device_, mode_);
    if (!mode)
        return tl::unexpected(mode.error());
    flip.mode = std::move(*mode);
    // Whoever was master before may be gone by now; the commit tells when not.
    static_cast<void>(device_->become_master());
    flip.request.enable(pipeline_, flip.mode, framebuffer, size());
    return flip;
}

CallResult<void> ScanoutDisplay::flip(std::uint32_t index) {
    ++flip_;
    const auto result = prepare_flip(index).and_then([this](const Flip& flip) {
        return flip.is_modeset ? flip.request.commit_modeset(flip_) : flip.request.commit_flip(flip_);
    });
    note_flip(index, result);
    return result;
}

CallResult<std::function<CallResult<void>()>> ScanoutDisplay::waiting_flip(std::uint32_t index) {
    ++flip_;
    return prepare_flip(index).transform([](Flip flip) -> std::function<CallResult<void>()> {
        return
            [flip = std::make_shared<const Flip>(std::move(flip))] { return flip->request.commit_blocking_modeset(); };
    });
}

void ScanoutDisplay::note_flip(std::uint32_t index, const CallResult<void>& result) {
    modeset_needed_ = !result;
    if (!result)
        return;
    if (const auto shown = buffers_.find(index); shown != buffers_.end())
        shown_ = shown->second;
}

Result<std::optional<std::uint64_t>> ScanoutDisplay::read_flip() {
    const auto events = device_->read_events();
    if (!events)
        return tl::unexpected(events.error());
    const auto event = std::ranges::find(*events, flip_, &kms::FlipEvent::user_data);
    if (event == events->end())
        return std::nullopt;
    return event->time_us * 1000;
}

}  // namespace kmsmirror::source
