// SPDX-License-Identifier: MIT
#include "app/bus_control.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "app/capture_reply.h"
#include "pixels/background.h"

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;

tl::unexpected<bus::ControlError> refuse(Kind kind, std::string text) {
    return tl::unexpected(bus::ControlError{kind, std::move(text)});
}

StillPicture::Draw drawing_of(const std::string& pattern) {
    if (pattern == "bars")
        return pixels::draw_bars;
    if (pattern == "grid")
        return pixels::draw_grid;
    if (pattern == "checker")
        return pixels::draw_checker;
    return nullptr;
}

}  // namespace

BusControl::BusControl(Scheduler& scheduler, Engine& engine, Client& client, SinkPolicy& policy, Reload reload,
                       std::function<void()> on_settings)
    : scheduler_(scheduler),
      engine_(engine),
      client_(client),
      policy_(policy),
      reload_(std::move(reload)),
      on_settings_(std::move(on_settings)) {}

BusControl::Done BusControl::check_known(const std::string& sink_id) const {
    if (!engine_.has_sink(sink_id))
        return refuse(Kind::no_such_sink, "there is no sink " + sink_id);
    return {};
}

BusControl::Done BusControl::check_shows(const std::string& sink_id) const {
    if (auto known = check_known(sink_id); !known)
        return known;
    const mirror::SinkStatus& sink = engine_.sink_status(sink_id);
    if (sink.mode.size == Size{})
        return refuse(Kind::not_mirroring, fmt::format("the sink {} shows nothing now: {}", sink_id, sink.state));
    return {};
}

tl::expected<UniqueFd, bus::ControlError> BusControl::open_session(const std::string& /*source_id*/, bool replace,
                                                                   const bus::Peer& peer) {
    return client_.open(replace, peer);
}

BusControl::Done BusControl::end_session(const std::string& session_id) {
    if (!client_.is(session_id))
        return refuse(Kind::no_such_session, "there is no session " + session_id);
    client_.end("ended by a user");
    return {};
}

tl::expected<std::uint64_t, bus::ControlError> BusControl::change_sinks(std::uint64_t serial, bus::Keep keep,
                                                                        const std::vector<SinkChange>& changes) {
    if (serial != 0 && serial != policy_.serial())
        return refuse(Kind::stale_serial,
                      fmt::format("the settings have serial {} now, not {}", policy_.serial(), serial));
    for (const auto& [id, change] : changes) {
        if (auto known = check_known(id); !known)
            return tl::unexpected(known.error());
        if (auto why = SinkPolicy::refusal(change, engine_.sink_status(id), engine_.source_status().id))
            return tl::unexpected(std::move(*why));
    }
    if (keep == bus::Keep::verify)
        return policy_.serial();
    std::vector<SinkPolicy::Change> wanted;
    wanted.reserve(changes.size());
    for (const auto& [id, change] : changes)
        wanted.push_back({engine_.sink_status(id), change});
    if (keep == bus::Keep::temporary)
        policy_.set_temporary(wanted);
    else if (const auto saved = policy_.set_persistent(wanted); !saved)
        return refuse(Kind::failed, saved.error());
    engine_.update_settings();
    on_settings_();
    return policy_.serial();
}

BusControl::Done BusControl::rearm(const std::string& sink_id) {
    if (auto known = check_known(sink_id); !known)
        return known;
    engine_.rearm(sink_id);
    return {};
}

BusControl::Done BusControl::show(const std::string& sink_id, bus::Show what) {
    if (auto shows = what == bus::Show::picture ? check_known(sink_id) : check_shows(sink_id); !shows)
        return shows;
    patterns_.erase(sink_id);
    switch (what) {
        case bus::Show::picture:
            engine_.resume(sink_id);
            break;
        case bus::Show::last_picture:
            engine_.pause(sink_id);
            break;
        case bus::Show::black:
            engine_.show_still(
                sink_id, [](const pixels::Image& image) { pixels::fill(image, 0); }, "blank");
            break;
    }
    return {};
}

BusControl::Done BusControl::identify(const std::string& sink_id, std::uint32_t /*seconds*/) {
    if (auto known = check_known(sink_id); !known)
        return known;
    return refuse(Kind::not_supported, "identifying a display is not supported yet; show a test pattern on it");
}

BusControl::Done BusControl::show_pattern(const std::string& sink_id, const std::string& pattern,
                                          std::uint32_t seconds) {
    if (auto shows = check_shows(sink_id); !shows)
        return shows;
    StillPicture::Draw draw = drawing_of(pattern);
    if (!draw)
        return refuse(Kind::invalid_args, fmt::format("there is no test pattern \"{}\"", pattern));
    engine_.show_still(sink_id, std::move(draw), "test-pattern");
    auto& end = patterns_[sink_id];
    end = scheduler_.make_alarm();
    end->set(scheduler_.now() + std::chrono::seconds(seconds), [this, sink_id] { engine_.resume(sink_id); });
    return {};
}

void BusControl::capture_source(const std::string& source_id, OnCapture on_capture) {
    const auto reply = std::make_shared<CaptureReply>(source_id, std::move(on_capture));
    engine_.capture_source([reply](CallResult<pixels::SealedImage> image) { reply->answer(std::move(image)); });
}

void BusControl::capture_sink(const std::string& sink_id, OnCapture on_capture) {
    if (auto known = check_known(sink_id); !known) {
        on_capture(tl::unexpected(known.error()));
        return;
    }
    const auto reply = std::make_shared<CaptureReply>(sink_id, std::move(on_capture));
    engine_.capture_sink(sink_id, [reply](CallResult<pixels::SealedImage> image) { reply->answer(std::move(image)); });
}

mirror::SourceStatistics BusControl::source_statistics(const std::string& /*id*/) {
    return engine_.source_statistics();
}

mirror::SinkStatistics BusControl::sink_statistics(const std::string& id) {
    return engine_.sink_statistics(id);
}

std::uint64_t BusControl::session_frames_presented(const std::string& id) {
    return client_.is(id) ? client_.frames_presented() : 0;
}

}  // namespace kmsmirror::app
