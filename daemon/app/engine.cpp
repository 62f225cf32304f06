// SPDX-License-Identifier: MIT
#include "app/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"
#include "hotplug/source_card.h"
#include "kms/format.h"
#include "pixels/background.h"

namespace kmsmirror::app {
namespace {

// How long a client may take to come back after a restart, until when its last picture stays.
constexpr std::chrono::seconds client_return_time(10);

source::ScanoutSettings settings_of(const config::SourceConfig& config) {
    source::ScanoutSettings settings;
    settings.connector = config.connector;
    settings.mode = config.mode;
    settings.format = config.format == config::Format::rgb565 ? pixels::Format::rgb565 : pixels::Format::xrgb8888;
    settings.buffers = config.buffers;
    settings.use_gbm = config.allocator == config::Allocator::gbm;
    return settings;
}

}  // namespace

Engine::Engine(kms::DrmApi& api, Scheduler& scheduler, EngineObserver& observer, config::Config config,
               KernelVersion kernel)
    : api_(api),
      scheduler_(scheduler),
      observer_(observer),
      config_(std::move(config)),
      kernel_(kernel),
      client_awaited_(scheduler.make_alarm()) {}

Engine::~Engine() = default;

void Engine::handle_card(const hotplug::CardEvent& event) {
    switch (event.kind) {
        case hotplug::CardEvent::Kind::added:
            add_card(event.card);
            break;
        case hotplug::CardEvent::Kind::removed:
            remove_card(event.card);
            break;
        case hotplug::CardEvent::Kind::changed:
            if (SinkSlot* slot = slot_of(event.card.syspath))
                slot->probe();
            else if (idle_cards_.contains(event.card.syspath))
                add_card(event.card);
            break;
    }
}

bool Engine::is_sink(const hotplug::CardInfo& card) const {
    const auto& drivers = config_.sinks.drivers;
    return std::find(drivers.begin(), drivers.end(), card.driver) != drivers.end();
}

void Engine::add_card(const hotplug::CardInfo& card) {
    if (is_sink(card)) {
        idle_cards_.erase(card.syspath);
        attach_sink(card);
        return;
    }
    idle_cards_[card.syspath] = card;
    if (!scanout_ && hotplug::may_be_source(config_.source.card, card))
        open_source(card);
}

void Engine::remove_card(const hotplug::CardInfo& card) {
    idle_cards_.erase(card.syspath);
    if (SinkSlot* slot = slot_of(card.syspath))
        slot->detach();
    else if (scanout_ && card.syspath == source_syspath_)
        close_source();
}

SinkSlot* Engine::slot_of(const std::string& syspath) {
    for (const auto& [id, slot] : slots_)
        if (slot->is_attached() && slot->syspath() == syspath)
            return slot.get();
    return nullptr;
}

void Engine::open_source(const hotplug::CardInfo& card) {
    try {
        ScanoutOwner& owner = *this;
        scanout_ = std::make_unique<Scanout>(api_, scheduler_, owner, card.device_path, settings_of(config_.source));
    } catch (const std::exception& error) {
        log::warning("{} is not a source now: {}", card.device_path, error.what());
        return;
    }
    idle_cards_.erase(card.syspath);
    source_syspath_ = card.syspath;
    serials_.clear();
    BufferHolder& holder = *this;
    CopyFeedOwner& owner = *this;
    copies_ = std::make_unique<CopyFeed>(api_, scheduler_, holder, owner);
    const source::ScanoutSource& source = scanout_->source();
    source_status_ = {source.connector().name,
                      "scanout",
                      source.device().driver(),
                      source.connector().name,
                      card.device_path,
                      {source.size(), source.mode().refresh_mhz()},
                      kms::fourcc_text(scanout_->buffer(scanout_->offered().front())->dma_buf.layout().format)};
    log::info("source {}: {} ({}), {}x{}, {} {} buffers", source_status_.id, card.device_path, source_status_.driver,
              source.size().width, source.size().height, scanout_->offered().size(),
              config_.source.allocator == config::Allocator::gbm ? "gbm" : "dumb");
    if (const auto left = scanout_->left_buffer()) {
        newest_ = frame_in(*left);
        copies_->offer(newest_->frame, newest_->buffer, pixels::Region(rect_of(source.size())));
    }
    for (const auto& [id, slot] : slots_)
        slot->set_source(source_view(), newest_);
    observer_.source_fd_changed(source.fd());
    observer_.source_changed(source_status_);
    if (newest_) {
        client_awaited_->set(scheduler_.now() + client_return_time, [this] { want_background(); });
    } else {
        background_wanted_ = true;
        draw_background();
    }
}

SourceFrame Engine::frame_in(std::uint32_t buffer) {
    const source::SourceBufferPtr& memory = scanout_->buffer(buffer);
    return {{buffer, ++source_statistics_.sequence, memory->on_heap}, memory};
}

void Engine::close_source() {
    log::error("source {}: {} is gone", source_status_.id, source_status_.device_path);
    observer_.source_fd_changed(-1);
    for (const auto& [id, slot] : slots_)
        slot->set_source(std::nullopt, std::nullopt);
    client_awaited_->cancel();
    newest_.reset();
    copies_.reset();
    scanout_.reset();
    scanout_state_changed("error");
}

void Engine::attach_sink(const hotplug::CardInfo& card) {
    auto& slot = slots_[card.id_path];
    if (slot) {
        slot->attach(card);
        return;
    }
    SinkOwner& owner = *this;
    const CommonSettings common{config_.source.heap == config::HeapUse::measured, config_.sinks.idle_repaint, kernel_};
    slot = std::make_unique<SinkSlot>(api_, scheduler_, owner, common, card.id_path);
    slot->attach(card);
    if (scanout_)
        slot->set_source(source_view(), newest_);
}

SourceView Engine::source_view() const {
    const source::ScanoutSource& source = scanout_->source();
    return {source_status_.id,           source_status_.driver, source.size(),
            source.mode().refresh_mhz(), source_status_.format, copies_.get()};
}

void Engine::buffers_unreadable() {
    const bool is_clients = newest_ && scanout_->is_attached(newest_->frame.buffer);
    if (!is_clients && config_.source.heap != config::HeapUse::never && scanout_->move_to_heap())
        buffers_moved();
}

void Engine::buffers_moved() {
    if (!has_client_) {
        scanout_->drop_retired_buffers();
        want_background();
    }
    observer_.buffers_replaced();
}

tl::expected<session::Attachment, std::string> Engine::attach(session::AttachedBuffer buffer) {
    if (!scanout_)
        return tl::unexpected(std::string("the source has no display now"));
    const kms::BufferLayout layout{buffer.size,   buffer.format,   buffer.pitch,
                                   buffer.offset, buffer.modifier, buffer.bytes};
    const auto attached = scanout_->attach(buffer.index, kms::DmaBuf(std::move(buffer.dma_buf), layout));
    if (!attached)
        return tl::unexpected(fmt::format("{} cannot show memory of {}: {} failed: {}", source_status_.driver,
                                          buffer.exporter, attached.error().call, attached.error().error.message()));
    return session::Attachment{};
}

void Engine::detach(std::uint32_t index) {
    if (scanout_)
        scanout_->detach(index);
}

std::vector<session::OfferedBuffer> Engine::offered_buffers() const {
    std::vector<session::OfferedBuffer> offered;
    if (!scanout_)
        return offered;
    for (const std::uint32_t index : scanout_->offered()) {
        const kms::DmaBuf& buffer = scanout_->buffer(index)->dma_buf;
        const kms::BufferLayout& layout = buffer.layout();
        offered.push_back({index, layout.size, layout.format, layout.pitch, layout.offset, layout.bytes,
                           layout.modifier, buffer.fd()});
    }
    return offered;
}

std::uint32_t Engine::refresh_mhz() const {
    return scanout_ ? scanout_->source().mode().refresh_mhz() : 0;
}

std::vector<std::uint32_t> Engine::free_buffers() const {
    return scanout_ ? scanout_->free_buffers() : std::vector<std::uint32_t>{};
}

void Engine::present(const session::PresentedFrame& frame) {
    if (!scanout_ || !scanout_->is_free(frame.buffer_index))
        return;
    ++source_statistics_.frames_presented;
    show(frame.buffer_index, pixels::Region(frame.damage), frame.serial);
}

void Engine::client_came() {
    has_client_ = true;
    client_awaited_->cancel();
    background_wanted_ = false;
}

void Engine::client_left() {
    has_client_ = false;
    serials_.clear();
    if (scanout_)
        scanout_->drop_retired_buffers();
    want_background();
}

// The last frame stays where the configuration says so.
void Engine::want_background() {
    background_wanted_ = config_.source.background.kind != config::Background::Kind::last;
    draw_background();
}

void Engine::draw_background() {
    if (!background_wanted_ || has_client_ || !scanout_)
        return;
    const auto free = scanout_->free_buffers();
    if (free.empty())
        return;  // comes back when a buffer is released
    background_wanted_ = false;
    const source::SourceBuffer& buffer = *scanout_->buffer(free.front());
    // Should it fail, the worst is a background with old pixels.
    const auto access = kms::CpuAccess::begin(api_, buffer.dma_buf, kms::CpuAccess::Mode::write);
    const pixels::Image image = source::image_of(buffer);
    if (config_.source.background.kind == config::Background::Kind::bars)
        pixels::draw_bars(image);
    else
        pixels::fill(image, config_.source.background.rgb);
    show(free.front(), pixels::Region(rect_of(buffer.dma_buf.layout().size)), std::nullopt);
}

void Engine::show(std::uint32_t buffer, const pixels::Region& damage, std::optional<std::uint64_t> serial) {
    newest_ = frame_in(buffer);
    serials_.erase(buffer);
    if (serial)
        serials_[buffer] = {newest_->frame.sequence, *serial};
    scanout_->show(buffer);
    copies_->offer(newest_->frame, newest_->buffer, damage);
    for (const auto& [id, slot] : slots_)
        slot->offer(*newest_, damage);
}

void Engine::handle_source_events() {
    if (scanout_ && scanout_->handle_events())
        ++source_statistics_.frames_flipped;
}

void Engine::flipped(std::uint32_t index, std::uint64_t time_ns) {
    // Once: a picture that the display did not take is flipped to again.
    if (const auto frame = serials_.extract(index))
        observer_.frame_presented(frame.mapped().serial, frame.mapped().sequence, time_ns);
}

void Engine::released(const std::vector<std::uint32_t>& indices) {
    for (const std::uint32_t index : indices)
        observer_.buffer_released(index);
    draw_background();
}

void Engine::sink_changed(const mirror::SinkStatus& status) {
    observer_.sink_changed(status);
}

void Engine::hold_buffer(std::uint32_t index) {
    if (scanout_)
        scanout_->hold(index);
}

void Engine::unhold_buffer(std::uint32_t index) {
    if (scanout_)
        scanout_->unhold(index);
}

void Engine::frame_copied() {
    source_statistics_.bytes_read = copies_->bytes_read();
    for (const auto& [id, slot] : slots_)
        slot->frame_copied();
}

void Engine::copy_failed(const CallError& error) {
    for (const auto& [id, slot] : slots_)
        slot->copy_failed(error);
}

mirror::SinkStatistics Engine::sink_statistics(const std::string& id) const {
    const auto slot = slots_.find(id);
    return slot == slots_.end() ? mirror::SinkStatistics{} : slot->second->statistics();
}

void Engine::rearm(const std::string& id) {
    if (scanout_ && scanout_->move_back())
        buffers_moved();
    slot(id).rearm();
}

void Engine::configure(const config::Config& config) {
    const bool other_background = config_.source.background != config.source.background;
    config_.source.background = config.source.background;
    config_.sinks = config.sinks;
    for (const auto& [id, slot] : slots_)
        slot->set_idle_repaint(config_.sinks.idle_repaint);
    for (const auto& [syspath, card] : std::map(idle_cards_))
        if (is_sink(card)) {
            idle_cards_.erase(syspath);
            attach_sink(card);
        }
    if (other_background && scanout_ && !has_client_)
        want_background();
}

void Engine::update_settings() {
    for (const auto& [id, slot] : slots_)
        slot->update_settings();
}

void Engine::capture_source(CopyFeed::OnCapture on_capture) {
    if (copies_)
        copies_->capture(std::move(on_capture));
    else
        on_capture(call_failure("CAPTURE", errno_error(ENODEV)));
}

void Engine::scanout_state_changed(const std::string& state) {
    if (source_status_.state == state)
        return;
    source_status_.state = state;
    observer_.source_changed(source_status_);
}

}  // namespace kmsmirror::app
