// SPDX-License-Identifier: MIT
#include "source/scanout_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "base/log.h"
#include "kms/atomic_request.h"
#include "kms/format.h"
#include "kms/property_blob.h"
#include "source/cma_memory.h"

namespace kmsmirror::source {
namespace {

constexpr std::uint32_t fewest_buffers = 2;

[[noreturn]] void fail_allocation(const CallError& error, Size size, std::uint32_t format, std::size_t got) {
    throw std::runtime_error(
        fmt::format("cannot allocate scanout buffers: {} for {}x{} {} ({} KiB each) failed: {}; {} "
                    "of at least {} there; {}",
                    error.call, size.width, size.height, kms::fourcc_text(format),
                    std::uint64_t{size.width} * size.height * kms::bytes_per_pixel(format) / 1024,
                    error.error.message(), got, fewest_buffers, cma_memory_text()));
}

}  // namespace

ScanoutSource::ScanoutSource(kms::DrmApi& api, const std::string& card_path, const ScanoutSettings& settings)
    : device_(kms::Device::open(api, card_path)), format_(settings.format) {
    choose_connector(settings.connector);
    choose_mode(settings);
    pipeline_ = value_or_throw(kms::find_pipeline(*device_, connector_),
                               fmt::format("{}: no CRTC and plane for {}", card_path, connector_.name).c_str());
    if (!pipeline_.plane.supports(fourcc_of(format_)))
        throw std::runtime_error(
            fmt::format("{}: {} cannot show {}", card_path, connector_.name, kms::fourcc_text(fourcc_of(format_))));
    allocate(settings);
}

void ScanoutSource::choose_connector(const std::string& name) {
    for (const std::uint32_t id : device_->resources().connector_ids) {
        auto connector = device_->get_connector(id, true);
        if (!connector || (!name.empty() && connector->name != name))
            continue;
        if (connector->connected && !connector->modes.empty()) {
            connector_ = std::move(*connector);
            return;
        }
    }
    throw std::runtime_error(name.empty() ? fmt::format("{}: no display is connected", device_->path())
                                          : fmt::format("{}: no display on connector {}", device_->path(), name));
}

void ScanoutSource::choose_mode(const ScanoutSettings& settings) {
    const auto wanted = [&](const kms::ModeInfo& mode) {
        const bool rate =
            settings.refresh_mhz == 0 || (mode.refresh_mhz() + 500) / 1000 == (settings.refresh_mhz + 500) / 1000;
        return !settings.mode || (mode.size() == *settings.mode && rate);
    };
    // The kernel sorts the preferred mode first.
    const auto found = std::find_if(connector_.modes.begin(), connector_.modes.end(), wanted);
    if (found == connector_.modes.end())
        throw std::runtime_error(fmt::format("{}: {} has no mode {}x{}", device_->path(), connector_.name,
                                             settings.mode->width, settings.mode->height));
    mode_ = *found;
}

void ScanoutSource::allocate(const ScanoutSettings& settings) {
    if (settings.use_gbm)
        allocator_ = std::make_unique<kms::GbmAllocator>(*device_);
    else
        allocator_ = std::make_unique<kms::DumbAllocator>(*device_);
    while (buffers_.size() < settings.buffers) {
        auto buffer = allocator_->allocate(size(), fourcc_of(format_));
        if (!buffer) {
            if (buffers_.size() < fewest_buffers)
                fail_allocation(buffer.error(), size(), fourcc_of(format_), buffers_.size());
            log::warning("{}: memory for {} scanout buffers only ({}: {}), wanted {}; {}", connector_.name,
                         buffers_.size(), buffer.error().call, buffer.error().error.message(), settings.buffers,
                         cma_memory_text());
            break;
        }
        auto mapping = buffer->map(device_->api());
        if (!mapping)
            throw std::system_error(mapping.error().error, "cannot map a scanout buffer");
        // Without a kernel mapping the kernel does not clear new memory.
        std::memset(mapping->bytes().data(), 0, mapping->bytes().size());
        shared_.push_back(std::make_shared<const SourceBuffer>(buffer->dma_buf(), std::move(*mapping)));
        buffers_.push_back(std::move(*buffer));
    }
}

CallResult<void> ScanoutSource::flip(std::uint32_t index) {
    const kms::Framebuffer& framebuffer = buffers_[index].framebuffer();
    kms::AtomicRequest request(*device_);
    if (!modeset_needed_) {
        request.set_framebuffer(pipeline_, framebuffer);
        auto result = request.commit_flip(index);
        modeset_needed_ = !result;
        return result;
    }
    const auto mode = kms::create_mode_blob(*device_, mode_);
    if (!mode)
        return tl::unexpected(mode.error());
    // Whoever was master before may be gone by now; the commit tells when not.
    static_cast<void>(device_->become_master());
    request.enable(pipeline_, *mode, framebuffer, size());
    auto result = request.commit_modeset(index);
    modeset_needed_ = !result;
    return result;
}

Result<std::optional<std::uint64_t>> ScanoutSource::read_flip() {
    const auto events = device_->read_events();
    if (!events)
        return tl::unexpected(events.error());
    if (events->empty())
        return std::nullopt;
    return events->back().time_us * 1000;
}

}  // namespace kmsmirror::source
