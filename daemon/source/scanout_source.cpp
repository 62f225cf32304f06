// SPDX-License-Identifier: MIT
#include "source/scanout_source.h"

#include <utility>

#include "base/log.h"
#include "kms/format.h"

namespace kmsmirror::source {
namespace {

// How long a client may take to come back after a restart, until when its last picture stays.
constexpr std::chrono::seconds client_return_time(10);

}  // namespace

ScanoutSource::ScanoutSource(kms::DrmApi& api, Scheduler& scheduler, ScanoutOwner& owner, const std::string& card_path,
                             ScanoutSettings settings, ScanoutWishes wishes)
    : api_(api),
      scheduler_(scheduler),
      owner_(owner),
      wishes_(std::move(wishes)),
      flipper_(api, scheduler, *this, card_path, std::move(settings)),
      traits_{.id = flipper_.display().connector().name,
              .driver = flipper_.display().device().driver(),
              .size = flipper_.display().size(),
              .refresh_mhz = flipper_.display().mode().refresh_mhz(),
              .format = flipper_.buffer(flipper_.offered().front())->dma_buf.layout().format,
              .orientation = flipper_.display().orientation()},
      status_{.id = traits_.id,
              .driver = traits_.driver,
              .connector = flipper_.display().connector().name,
              .orientation = traits_.orientation,
              .device_path = card_path,
              .mode = {traits_.size, traits_.refresh_mhz},
              .format = kms::fourcc_text(traits_.format)},
      journal_written_(std::make_shared<pixels::DamageJournal>(traits_.size)),
      journal_(journal_written_),
      feed_(api, scheduler, *this, journal_),
      client_awaited_(scheduler.make_alarm()) {
    log::info("source {}: {} ({}), {}x{}, {} buffers", traits_.id, card_path, traits_.driver, traits_.size.width,
              traits_.size.height, flipper_.offered().size());
    if (const auto left = flipper_.left_buffer())
        add_frame(*left, pixels::Region(rect_of(traits_.size)));
}

ScanoutSource::~ScanoutSource() {
    close();
}

// Leases that end with the frames release buffers: nobody is told any more, and nothing drawn.
void ScanoutSource::close() {
    client_ = nullptr;
    background_wanted_ = false;
    client_awaited_->cancel();
    flipper_.close();
}

void ScanoutSource::start() {
    if (newest_) {
        client_awaited_->set(scheduler_.now() + client_return_time, [this] { want_background(); });
        return;
    }
    // Also where the last picture shall stay: there is none yet.
    background_wanted_ = true;
    draw_background();
}

SourceStatistics ScanoutSource::statistics() const noexcept {
    SourceStatistics statistics = statistics_;
    statistics.frames_flipped = flipper_.flips();
    statistics.bytes_read = feed_.bytes_read();
    return statistics;
}

void ScanoutSource::add_frame(std::uint32_t buffer, const pixels::Region& damage) {
    const SourceBufferPtr& memory = flipper_.buffer(buffer);
    Frame frame{++statistics_.sequence, memory->memory, memory, flipper_.lease(buffer)};
    journal_written_->add(frame.sequence, damage);
    // The lease of the frame before may be the last: it ends when nothing more is to be done here.
    const auto before = std::exchange(newest_, std::move(frame));
    newest_buffer_ = buffer;
    tell([](Viewer& viewer) { viewer.frame_came(); });
}

void ScanoutSource::show(std::uint32_t buffer, const pixels::Region& damage) {
    flipper_.show(buffer);
    add_frame(buffer, damage);
}

void ScanoutSource::present(std::uint32_t index, std::uint64_t serial, const std::vector<Rect>& damage) {
    const auto buffer = flipper_.find(index);
    if (!buffer || !flipper_.is_free(*buffer))
        return;
    ++statistics_.frames_presented;
    serials_[*buffer] = {statistics_.sequence + 1, serial};
    show(*buffer, pixels::Region(damage));
}

void ScanoutSource::flipped(std::uint32_t index, std::uint64_t time_ns) {
    // Once: a picture that the display did not take is flipped to again.
    if (const auto frame = serials_.extract(index); frame && client_ != nullptr)
        client_->frame_presented(frame.mapped().serial, frame.mapped().sequence, time_ns);
}

void ScanoutSource::released(const std::vector<std::uint32_t>& indices) {
    for (const std::uint32_t index : indices)
        if (client_ != nullptr)
            client_->buffer_released(index);
    draw_background();
}

void ScanoutSource::flipper_state_changed(SourceState state) {
    flipper_state_ = state;
    update_state();
}

bool ScanoutSource::check_display() {
    const auto presence = flipper_.check_presence();
    has_display_ = presence != ScanoutDisplay::Presence::absent;
    update_state();
    return presence != ScanoutDisplay::Presence::other;
}

void ScanoutSource::update_state() {
    const SourceState state = has_display_ ? flipper_state_ : SourceState::no_display;
    if (std::exchange(status_.state, state) != state)
        owner_.scanout_changed(status_);
}

void ScanoutSource::pixels_read() {
    tell([](Viewer& viewer) { viewer.pixels_came(); });
}

void ScanoutSource::pixels_unread(const CallError& error) {
    tell([&error](Viewer& viewer) { viewer.pixels_failed(error); });
}

void ScanoutSource::client_came(ScanoutClient& client) {
    // What another one has left is not this one's, and its picture stays until this one draws.
    serials_.clear();
    flipper_.drop_client();
    client_ = &client;
    client_awaited_->cancel();
    background_wanted_ = false;
}

void ScanoutSource::client_left() {
    client_ = nullptr;
    serials_.clear();
    flipper_.drop_client();
    want_background();
}

std::vector<ScanoutSource::Offer> ScanoutSource::offered_buffers() const {
    std::vector<Offer> offered;
    for (const std::uint32_t buffer : flipper_.offered())
        offered.push_back({flipper_.index_of(buffer).value(), flipper_.buffer(buffer)->dma_buf});
    return offered;
}

std::vector<std::uint32_t> ScanoutSource::free_buffers() const {
    std::vector<std::uint32_t> indices;
    for (const std::uint32_t buffer : flipper_.free_buffers())
        indices.push_back(flipper_.index_of(buffer).value());
    return indices;
}

void ScanoutSource::set_wants_heap(const Viewer& viewer, bool wants) {
    if (!wants)
        heap_viewers_.erase(&viewer);
    else if (newest_ && !flipper_.is_attached(newest_buffer_))
        heap_viewers_.insert(&viewer);  // other memory would not help a client that brings its own
    put_buffers_where_wanted();
}

// On the heap for as long as a viewer does better with that. Where nobody looks they stay as they are.
void ScanoutSource::put_buffers_where_wanted() {
    const bool on_heap = !heap_viewers_.empty() && wishes_.uses_heap;
    if (on_heap != flipper_.is_on_heap() && has_viewers())
        replace_buffers(on_heap);
}

void ScanoutSource::rearm() {
    flipper_.forget_failures();
    if (!std::exchange(heap_viewers_, {}).empty())
        replace_buffers(false);
}

void ScanoutSource::remove(Viewer& viewer) {
    Source::remove(viewer);
    // In a turn of its own: when the daemon ends, all viewers go in this one.
    if (heap_viewers_.erase(&viewer) != 0)
        scheduler_.post(tether_.wrap([](ScanoutSource& source) { source.put_buffers_where_wanted(); }));
}

void ScanoutSource::replace_buffers(bool on_heap) {
    if (!flipper_.replace_buffers(on_heap))
        return;
    if (client_ != nullptr) {
        client_->buffers_replaced();
        return;
    }
    flipper_.drop_client();
    want_background();
}

void ScanoutSource::set_wishes(ScanoutWishes wishes, bool other_background) {
    wishes_ = std::move(wishes);
    if (other_background && client_ == nullptr)
        want_background();
}

// The last frame stays where the configuration says so.
void ScanoutSource::want_background() {
    background_wanted_ = static_cast<bool>(wishes_.background);
    draw_background();
}

void ScanoutSource::draw_background() {
    if (!background_wanted_ || client_ != nullptr)
        return;
    const auto free = flipper_.free_buffers();
    if (free.empty())
        return;  // comes back when a buffer is released
    background_wanted_ = false;
    const SourceBuffer& buffer = *flipper_.buffer(free.front());
    // Should it fail, the worst is a background with old pixels.
    const auto access = kms::CpuAccess::begin(api_, buffer.dma_buf, kms::CpuAccess::Mode::write);
    if (wishes_.background)
        wishes_.background(image_of(buffer));
    serials_.erase(free.front());
    show(free.front(), pixels::Region(rect_of(traits_.size)));
}

}  // namespace kmsmirror::source
