// SPDX-License-Identifier: MIT
#include "app/bus_control.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "app/capture_reply.h"
#include "app/identity_picture.h"
#include "bus/words.h"
#include "pixels/background.h"

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;

tl::unexpected<bus::ControlError> refuse(Kind kind, std::string text) {
    return tl::unexpected(bus::ControlError{kind, std::move(text)});
}

source::StillSource::Draw drawing_of(const std::string& pattern) {
    if (pattern == "bars")
        return pixels::draw_bars;
    if (pattern == "grid")
        return pixels::draw_grid;
    if (pattern == "checker")
        return pixels::draw_checker;
    return nullptr;
}

void blank(sink::SinkSlot& slot) {
    slot.show_still([](const pixels::Image& image) { pixels::fill(image, 0); }, SinkState::blank);
}

}  // namespace

BusControl::BusControl(Scheduler& scheduler, engine::Engine& engine, Client& client, SinkPolicy& policy, Reload reload,
                       std::function<void()> on_settings)
    : scheduler_(scheduler),
      engine_(engine),
      client_(client),
      reload_(std::move(reload)),
      changes_(scheduler, engine, policy, std::move(on_settings)) {}

BusControl::Found BusControl::find(const std::string& sink_id) const {
    sink::SinkSlot* const slot = engine_.find_sink(sink_id);
    if (slot == nullptr)
        return refuse(Kind::no_such_sink, "there is no sink " + sink_id);
    return slot;
}

BusControl::Found BusControl::find_with_mode(const std::string& sink_id) const {
    auto found = find(sink_id);
    if (found && (*found)->status().mode.size == Size{})
        return refuse(Kind::not_mirroring,
                      fmt::format("the sink {} shows nothing now: {}", sink_id, bus::word((*found)->status().state)));
    return found;
}

BusControl::Found BusControl::find_showing(const std::string& sink_id) const {
    auto found = find_with_mode(sink_id);
    if (found && (*found)->is_off_wanted())
        return refuse(Kind::not_mirroring, fmt::format("the sink {} shows nothing now: off", sink_id));
    return found;
}

tl::expected<UniqueFd, bus::ControlError> BusControl::open_session(const std::string& source_id, bool replace,
                                                                   const bus::Peer& peer) {
    source::ScanoutSource* const source = engine_.find_source(source_id);
    if (source == nullptr)
        return refuse(Kind::device_gone, "the source " + source_id + " has no display now");
    return client_.open(*source, replace, peer);
}

BusControl::Done BusControl::end_session(const std::string& session_id) {
    if (!client_.is(session_id))
        return refuse(Kind::no_such_session, "there is no session " + session_id);
    client_.end("ended by a user");
    return {};
}

void BusControl::change_sinks(std::uint64_t serial, bus::Keep keep, std::vector<SinkChange> changes,
                              OnChanged on_changed) {
    changes_.add({serial, keep, std::move(changes), std::move(on_changed)});
}

BusControl::Done BusControl::rearm(const std::string& sink_id) {
    return find(sink_id).transform([&](sink::SinkSlot*) { engine_.rearm(sink_id); });
}

BusControl::Done BusControl::show(const std::string& sink_id, bus::Show what) {
    const auto slot = what == bus::Show::picture ? find(sink_id) : find_with_mode(sink_id);
    if (!slot)
        return tl::unexpected(slot.error());
    patterns_.erase(sink_id);
    switch (what) {
        case bus::Show::picture:
            (*slot)->resume();
            break;
        case bus::Show::last_picture:
            (*slot)->pause();
            break;
        case bus::Show::black:
            blank(**slot);
            break;
    }
    return {};
}

BusControl::Done BusControl::set_power(const std::string& sink_id, bool on) {
    return find(sink_id).transform([on](sink::SinkSlot* slot) { slot->set_power(on); });
}

BusControl::Done BusControl::identify(const std::string& sink_id, std::uint32_t seconds) {
    if (const auto slot = find_showing(sink_id); !slot)
        return tl::unexpected(slot.error());
    show_for(sink_id, seconds, draw_identity(engine_.sinks(), sink_id), SinkState::identify);
    return {};
}

BusControl::Done BusControl::show_pattern(const std::string& sink_id, const std::string& pattern,
                                          std::uint32_t seconds) {
    const auto slot = find_showing(sink_id);
    if (!slot)
        return tl::unexpected(slot.error());
    source::StillSource::Draw draw = drawing_of(pattern);
    if (!draw)
        return refuse(Kind::invalid_args, fmt::format("there is no test pattern \"{}\"", pattern));
    show_for(sink_id, seconds, std::move(draw), SinkState::test_pattern);
    return {};
}

void BusControl::show_for(const std::string& sink_id, std::uint32_t seconds, source::StillSource::Draw draw,
                          SinkState state) {
    sink::SinkSlot& slot = *engine_.find_sink(sink_id);
    Pattern& shown = patterns_[sink_id];
    shown.was_blank = shown.was_blank || slot.is_blank();
    slot.show_still(std::move(draw), state);
    shown.end = scheduler_.make_alarm();
    shown.end->set(scheduler_.now() + std::chrono::seconds(seconds), [this, sink_id] { end_pattern(sink_id); });
}

// What was blank is blank until Resume().
void BusControl::end_pattern(const std::string& sink_id) {
    const bool was_blank = patterns_.extract(sink_id).mapped().was_blank;
    const auto slot = find(sink_id);
    if (slot && was_blank)
        blank(**slot);
    else if (slot)
        (*slot)->resume();
}

void BusControl::capture_source(const std::string& source_id, OnCapture on_capture) {
    const auto reply = std::make_shared<CaptureReply>(source_id, std::move(on_capture));
    if (source::ScanoutSource* const source = engine_.find_source(source_id))
        source->capture([reply](pixels::CaptureResult image) { reply->answer(std::move(image)); });
}

void BusControl::capture_sink(const std::string& sink_id, OnCapture on_capture) {
    const auto slot = find(sink_id);
    if (!slot) {
        on_capture(tl::unexpected(slot.error()));
        return;
    }
    const auto reply = std::make_shared<CaptureReply>(sink_id, std::move(on_capture));
    (*slot)->capture([reply](pixels::CaptureResult image) { reply->answer(std::move(image)); });
}

SourceStatistics BusControl::source_statistics(const std::string& id) {
    const source::ScanoutSource* const source = engine_.find_source(id);
    return source != nullptr ? source->statistics() : SourceStatistics{};
}

SinkStatistics BusControl::sink_statistics(const std::string& id) {
    const sink::SinkSlot* const slot = engine_.find_sink(id);
    return slot != nullptr ? slot->statistics() : SinkStatistics{};
}

std::uint64_t BusControl::session_frames_presented(const std::string& id) {
    return client_.is(id) ? client_.frames_presented() : 0;
}

}  // namespace kmsmirror::app
