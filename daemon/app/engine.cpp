// SPDX-License-Identifier: MIT
#include "app/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"
#include "kms/format.h"
#include "mirror/error_class.h"
#include "pixels/background.h"

namespace kmsmirror::app {
namespace {

using std::chrono::milliseconds;

// How long a slow sink may keep the client waiting for a buffer.
constexpr milliseconds hold_limit(100);
// How long a client may take to come back after a restart, until when its last picture stays.
constexpr std::chrono::seconds client_return_time(10);
// After that the driver of the SoC display has lost a flip.
constexpr std::chrono::seconds longest_flip(5);
// The pace of frames while the SoC display cannot be flipped.
constexpr milliseconds failed_flip_time(16);

source::ScanoutSettings settings_of(const config::SourceConfig& config) {
    source::ScanoutSettings settings;
    settings.connector = config.connector;
    if (config.mode) {
        settings.mode = config.mode->size;
        settings.refresh_mhz = config.mode->refresh_mhz;
    }
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
      failed_flip_(scheduler.make_alarm()),
      client_awaited_(scheduler.make_alarm()),
      starvation_(scheduler.make_alarm()) {}

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
            else if (!source_ && idle_cards_.contains(event.card.syspath))
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
        attach_sink(card);
        return;
    }
    idle_cards_[card.syspath] = card;
    const bool wanted = config_.source.card.empty() ? !card.is_usb : config_.source.card == card.device_path;
    if (!source_ && wanted)
        open_source(card);
}

void Engine::remove_card(const hotplug::CardInfo& card) {
    idle_cards_.erase(card.syspath);
    if (SinkSlot* slot = slot_of(card.syspath))
        slot->detach();
    else if (source_ && card.syspath == source_syspath_)
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
        source_ = std::make_unique<source::ScanoutSource>(api_, card.device_path, settings_of(config_.source));
        book_.emplace(0);
        buffer_frames_.clear();
        is_on_heap_ = heap_failed_ = false;
        auto left = source_->take_over();
        add_buffers(source_->allocate());
        if (left)
            continue_with(std::move(*left));
    } catch (const std::exception& error) {
        log::warning("{} is not a source now: {}", card.device_path, error.what());
        source_.reset();
        book_.reset();
        return;
    }
    idle_cards_.erase(card.syspath);
    source_syspath_ = card.syspath;
    BufferHolder& holder = *this;
    CopyFeedOwner& owner = *this;
    copies_ = std::make_unique<CopyFeed>(api_, scheduler_, holder, owner);
    source_status_ = {source_->connector().name,
                      "scanout",
                      source_->device().driver(),
                      source_->connector().name,
                      card.device_path,
                      {source_->size(), source_->mode().refresh_mhz()},
                      kms::fourcc_text(source_->buffer(offered_.front())->dma_buf.layout().format)};
    log::info("source {}: {} ({}), {}x{}, {} {} buffers", source_status_.id, card.device_path, source_status_.driver,
              source_->size().width, source_->size().height, offered_.size(),
              config_.source.allocator == config::Allocator::gbm ? "gbm" : "dumb");
    if (newest_)
        copies_->offer(newest_->frame, newest_->buffer, pixels::Region(rect_of(source_->size())));
    for (const auto& [id, slot] : slots_)
        slot->set_source(source_view(), newest_);
    observer_.source_fd_changed(source_->fd());
    observer_.source_changed(source_status_);
    if (newest_) {
        client_awaited_->set(scheduler_.now() + client_return_time, [this] { want_background(); });
    } else {
        background_wanted_ = true;
        draw_background();
    }
}

void Engine::continue_with(source::OwnedBuffer left) {
    const std::uint32_t index = book_->add_on_screen();
    source_->put(index, std::move(left));
    const source::SourceBufferPtr& memory = source_->buffer(index);
    newest_ = SourceFrame{{index, ++source_statistics_.sequence, memory->on_heap}, memory};
}

void Engine::close_source() {
    log::error("source {}: {} is gone", source_status_.id, source_status_.device_path);
    observer_.source_fd_changed(-1);
    for (const auto& [id, slot] : slots_)
        slot->set_source(std::nullopt, std::nullopt);
    failed_flip_->cancel();
    flip_begun_.reset();
    client_awaited_->cancel();
    starvation_->cancel();
    starvation_set_ = false;
    newest_.reset();
    copies_.reset();
    book_.reset();
    source_.reset();
    set_source_state("error");
}

void Engine::attach_sink(const hotplug::CardInfo& card) {
    std::string id = card.id_path.empty() ? card.device_path : card.id_path;
    for (int n = 2; slots_.contains(id) && slots_.at(id)->is_attached(); ++n)
        id = card.id_path + "-" + std::to_string(n);
    auto& slot = slots_[id];
    if (slot) {
        slot->attach(card);
        return;
    }
    SinkOwner& owner = *this;
    const CommonSettings common{config_.source.heap == config::HeapUse::measured, config_.sinks.idle_repaint, kernel_};
    slot = std::make_unique<SinkSlot>(api_, scheduler_, owner, common, id);
    slot->attach(card);
    if (source_)
        slot->set_source(source_view(), newest_);
}

SourceView Engine::source_view() const {
    return {source_status_.id,     source_status_.driver, source_->size(), source_->mode().refresh_mhz(),
            source_status_.format, copies_.get()};
}

void Engine::add_buffers(std::vector<source::OwnedBuffer> buffers) {
    offered_.clear();
    for (source::OwnedBuffer& buffer : buffers) {
        const std::uint32_t index = book_->add();
        source_->put(index, std::move(buffer));
        offered_.push_back(index);
    }
}

void Engine::buffers_unreadable() {
    const bool is_clients = newest_ && book_->is_attached(newest_->frame.buffer);
    if (is_clients || is_on_heap_ || heap_failed_ || config_.source.heap == config::HeapUse::never)
        return;
    replace_buffers(true);
}

void Engine::replace_buffers(bool on_heap) {
    const std::vector<std::uint32_t> old = offered_;
    try {
        add_buffers(on_heap ? source_->allocate_on_heap() : source_->allocate());
    } catch (const std::exception& error) {
        log::info("source {}: the buffers stay where they are: {}", source_status_.id, error.what());
        heap_failed_ = on_heap;
        return;
    }
    is_on_heap_ = on_heap;
    log::info(
        "source {}: {} buffers {}", source_status_.id, offered_.size(),
        on_heap ? "from the dma-heap now, because displays cannot read the others" : "of the display driver again");
    for (const std::uint32_t index : old)
        book_->retire(index);
    if (!has_client_) {
        drop_retired_buffers();
        want_background();
    }
    observer_.buffers_replaced();
}

tl::expected<session::Attachment, std::string> Engine::attach(session::AttachedBuffer buffer) {
    if (!source_)
        return tl::unexpected(std::string("the source has no display now"));
    const kms::BufferLayout layout{buffer.size,   buffer.format,   buffer.pitch,
                                   buffer.offset, buffer.modifier, buffer.bytes};
    const auto attached = source_->attach(buffer.index, kms::DmaBuf(std::move(buffer.dma_buf), layout));
    if (!attached)
        return tl::unexpected(fmt::format("{} cannot show memory of {}: {} failed: {}", source_status_.driver,
                                          buffer.exporter, attached.error().call, attached.error().error.message()));
    book_->add_attached(buffer.index);
    return session::Attachment{};
}

void Engine::detach(std::uint32_t index) {
    if (book_ && book_->drop(index))
        source_->drop(index);
}

void Engine::drop_retired_buffers() {
    for (const std::uint32_t index : book_->retired_free_buffers())
        detach(index);
}

std::vector<session::OfferedBuffer> Engine::offered_buffers() const {
    std::vector<session::OfferedBuffer> offered;
    if (!source_)
        return offered;
    for (const std::uint32_t index : offered_) {
        const kms::DmaBuf& buffer = source_->buffer(index)->dma_buf;
        const kms::BufferLayout& layout = buffer.layout();
        offered.push_back({index, layout.size, layout.format, layout.pitch, layout.offset, layout.bytes,
                           layout.modifier, buffer.fd()});
    }
    return offered;
}

std::uint32_t Engine::refresh_mhz() const {
    return source_ ? source_->mode().refresh_mhz() : 0;
}

std::vector<std::uint32_t> Engine::free_buffers() const {
    return book_ ? book_->free_buffers() : std::vector<std::uint32_t>{};
}

void Engine::present(const session::PresentedFrame& frame) {
    if (!book_ || !book_->is_free(frame.buffer_index))
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
    for (auto& [index, frame] : buffer_frames_)
        frame.serial.reset();
    if (book_)
        drop_retired_buffers();
    want_background();
}

// The last frame stays where the configuration says so.
void Engine::want_background() {
    background_wanted_ = config_.source.background.kind != config::Background::Kind::last;
    draw_background();
}

void Engine::draw_background() {
    if (!background_wanted_ || has_client_ || !book_)
        return;
    const auto free = book_->free_buffers();
    if (free.empty())
        return;  // comes back when a buffer is released
    background_wanted_ = false;
    const source::SourceBuffer& buffer = *source_->buffer(free.front());
    // Should it fail, the worst is a background with old pixels.
    const auto access = kms::CpuAccess::begin(api_, buffer.dma_buf, kms::CpuAccess::Mode::write);
    const pixels::Image image = source::image_of(buffer);
    if (config_.source.background.kind == config::Background::Kind::bars)
        pixels::draw_bars(image);
    else
        pixels::fill(image, config_.source.background.rgb);
    show(free.front(), pixels::Region(rect_of(source_->size())), std::nullopt);
}

void Engine::show(std::uint32_t buffer, const pixels::Region& damage, std::optional<std::uint64_t> serial) {
    const source::SourceBufferPtr& memory = source_->buffer(buffer);
    newest_ = SourceFrame{{buffer, ++source_statistics_.sequence, memory->on_heap}, memory};
    buffer_frames_[buffer] = {newest_->frame.sequence, serial};
    book_->queue(buffer);
    flip_next();
    copies_->offer(newest_->frame, memory, damage);
    for (const auto& [id, slot] : slots_)
        slot->offer(*newest_, damage);
}

void Engine::flip_next() {
    const auto next = book_->begin_flip();
    if (!next)
        return;
    const auto result = source_->flip(*next);
    flip_begun_ = scheduler_.now();
    if (result) {
        set_source_state("scanout");
        return;
    }
    // Sinks and clients go on without the SoC display, at its pace; the next frame sets the mode again.
    if (source_status_.state == "scanout")
        log::error("source {}: {} failed: {}", source_status_.id, result.error().call, result.error().error.message());
    set_source_state(mirror::classify(result.error(), mirror::ExporterMapping::at_allocation) ==
                             mirror::ErrorClass::no_master
                         ? "no-master"
                         : "error");
    const auto now = scheduler_.now();
    failed_flip_->set(now + failed_flip_time, [this] {
        end_flip(static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(scheduler_.now().time_since_epoch()).count()));
    });
}

void Engine::handle_source_events() {
    if (!source_)
        return;
    const auto flip = source_->read_flip();
    if (!flip)
        log::error("source {}: cannot read events: {}", source_status_.id, flip.error().message());
    else if (*flip && book_->is_flipping()) {
        ++source_statistics_.frames_flipped;
        end_flip(**flip);
    }
}

void Engine::end_flip(std::uint64_t time_ns) {
    flip_begun_.reset();
    const BufferFrame& frame = buffer_frames_[book_->end_flip()];
    if (frame.serial)
        observer_.frame_presented(*frame.serial, frame.sequence, time_ns);
    if (!book_)
        return;
    flip_next();
    release_buffers();
}

void Engine::release_buffers() {
    if (!book_)
        return;
    const auto collected = book_->collect();
    if (!collected.released.empty() || !book_->is_starved()) {
        if (starvation_set_)
            starvation_->cancel();
        starvation_set_ = false;
    } else if (!starvation_set_) {
        starvation_set_ = true;
        starvation_->set(scheduler_.now() + hold_limit, [this] {
            starvation_set_ = false;
            give_out(book_->collect_held());
        });
    }
    give_out(collected);
    draw_background();
}

void Engine::give_out(const source::BufferBook::Collected& collected) {
    for (const std::uint32_t index : collected.gone)
        source_->drop(index);
    for (const std::uint32_t index : collected.released)
        observer_.buffer_released(index);
}

void Engine::sink_changed(const mirror::SinkStatus& status) {
    observer_.sink_changed(status);
}

void Engine::hold_buffer(std::uint32_t index) {
    if (book_)
        book_->hold(index);
}

void Engine::unhold_buffer(std::uint32_t index) {
    if (!book_)
        return;
    book_->unhold(index);
    release_buffers();
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
    heap_failed_ = false;
    if (is_on_heap_)
        replace_buffers(false);
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
    if (other_background && source_ && !has_client_)
        want_background();
}

bool Engine::is_stuck() const {
    return flip_begun_ && scheduler_.now() - *flip_begun_ > longest_flip;
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

void Engine::set_source_state(const std::string& state) {
    if (source_status_.state == state)
        return;
    source_status_.state = state;
    observer_.source_changed(source_status_);
}

}  // namespace kmsmirror::app
