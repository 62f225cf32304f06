// SPDX-License-Identifier: MIT
#include "fake_control.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <iterator>
#include <utility>

namespace kmsmirror::test {

namespace {

const char* keep_name(bus::Keep keep) {
    switch (keep) {
        case bus::Keep::verify:
            return "verify";
        case bus::Keep::temporary:
            return "temporary";
        case bus::Keep::persistent:
            break;
    }
    return "persistent";
}

const char* show_name(bus::Show what) {
    switch (what) {
        case bus::Show::picture:
            return "picture";
        case bus::Show::last_picture:
            return "last picture";
        case bus::Show::black:
            break;
    }
    return "black";
}

std::string changes_text(const SinkChanges& changes) {
    std::string text;
    const auto add = [&](const char* name, const auto& value) {
        fmt::format_to(std::back_inserter(text), " {}={}", name, value);
    };
    if (changes.enabled)
        add("enabled", *changes.enabled);
    if (changes.path)
        add("path", path_choice_name(*changes.path));
    if (changes.mode)
        add("mode", mode_setting_text(*changes.mode));
    if (changes.fit)
        add("fit", fit_name(*changes.fit));
    if (changes.rotation)
        add("rotation", *changes.rotation);
    if (changes.reflection)
        add("reflection", reflection_name(*changes.reflection));
    if (changes.region)
        add("region", region_text(*changes.region));
    if (changes.bezel)
        add("bezel", *changes.bezel);
    if (changes.filter)
        add("filter", filter_name(*changes.filter));
    if (changes.dither)
        add("dither", dither_name(*changes.dither));
    if (changes.max_rate_mhz)
        add("rate", *changes.max_rate_mhz);
    if (changes.source_id)
        add("source", *changes.source_id);
    return text;
}

}  // namespace

template <class... Words>
FakeControl::Done FakeControl::take(const Words&... words) {
    std::string request;
    ((request += (request.empty() ? "" : " ") + fmt::to_string(words)), ...);
    requests.push_back(request);
    on_request();
    if (refusal)
        return tl::unexpected(*refusal);
    return {};
}

tl::expected<UniqueFd, bus::ControlError> FakeControl::open_session(const std::string& source_id, bool replace,
                                                                    const bus::Peer& client) {
    peer = client;
    return take("open", source_id, replace).transform([this] { return std::move(channel); });
}

FakeControl::Done FakeControl::end_session(const std::string& session_id) {
    return take("end", session_id);
}

void FakeControl::change_sinks(std::uint64_t serial, bus::Keep keep, std::vector<SinkChange> changes,
                               OnChanged on_changed) {
    std::string text;
    for (const auto& [id, settings] : changes)
        text += ' ' + id + changes_text(settings);
    const Done done = take("change", serial, keep_name(keep) + text);
    if (done)
        for (const SinkChange& change : changes)
            on_change(change, keep);
    const auto answer = [done, serial, on_changed = std::move(on_changed)] {
        on_changed(done.transform([serial] { return serial + 1; }));
    };
    if (holds_changes)
        changed.emplace_back(answer);
    else
        answer();
}

tl::expected<std::vector<std::string>, bus::ControlError> FakeControl::reload() {
    return take("reload").transform([] { return std::vector<std::string>{"/etc/a.conf:3: odd", "b\xff"}; });
}

FakeControl::Done FakeControl::rearm(const std::string& sink_id) {
    return take("rearm", sink_id);
}

FakeControl::Done FakeControl::show(const std::string& sink_id, bus::Show what) {
    return take("show", sink_id, show_name(what));
}

FakeControl::Done FakeControl::set_power(const std::string& sink_id, bool on) {
    return take("power", sink_id, on ? "on" : "off");
}

FakeControl::Done FakeControl::identify(const std::string& sink_id, std::uint32_t seconds) {
    return take("identify", sink_id, seconds);
}

FakeControl::Done FakeControl::show_pattern(const std::string& sink_id, const std::string& pattern,
                                            std::uint32_t seconds) {
    return take("pattern", sink_id, pattern, seconds);
}

void FakeControl::capture_source(const std::string& source_id, OnCapture on_capture) {
    capture("source " + source_id, std::move(on_capture));
}

void FakeControl::capture_sink(const std::string& sink_id, OnCapture on_capture) {
    capture("sink " + sink_id, std::move(on_capture));
}

void FakeControl::capture(const std::string& what, OnCapture on_capture) {
    const auto done = take("capture", what);
    if (!done)
        on_capture(tl::unexpected(done.error()));
    else if (holds_captures)
        captures.push_back(std::move(on_capture));
    else
        on_capture(example_capture(what));
}

SourceStatistics FakeControl::source_statistics(const std::string&) {
    return {11, 12, 13, 14};
}

SinkStatistics FakeControl::sink_statistics(const std::string&) {
    return {1, 2, 3, 4, 5, 6, 7'000'000'000};
}

std::uint64_t FakeControl::session_frames_presented(const std::string&) {
    return 21;
}

bus::Capture example_capture(const std::string& text) {
    bus::Capture capture{UniqueFd(memfd_create("capture", MFD_CLOEXEC)), {4, 2}, 16, "XR24", 99};
    if (pwrite(capture.memory.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        capture.memory.reset();
    return capture;
}

}  // namespace kmsmirror::test
