// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bus/control.h"

namespace kmsmirror::test {

// Writes down what it was asked and answers as told. On the loop's thread, but for what a test sets before it calls.
class FakeControl final : public bus::Control {
public:
    tl::expected<UniqueFd, bus::ControlError> open_session(const std::string& source_id, bool replace,
                                                           const bus::Peer& peer) override;
    Done end_session(const std::string& session_id) override;
    void change_sinks(std::uint64_t serial, bus::Keep keep, std::vector<SinkChange> changes,
                      OnChanged on_changed) override;
    tl::expected<std::vector<std::string>, bus::ControlError> reload() override;
    Done rearm(const std::string& sink_id) override;
    Done show(const std::string& sink_id, bus::Show what) override;
    Done set_power(const std::string& sink_id, bool on) override;
    Done identify(const std::string& sink_id, std::uint32_t seconds) override;
    Done show_pattern(const std::string& sink_id, const std::string& pattern, std::uint32_t seconds) override;
    void capture_source(const std::string& source_id, OnCapture on_capture) override;
    void capture_sink(const std::string& sink_id, OnCapture on_capture) override;
    SourceStatistics source_statistics(const std::string& id) override;
    SinkStatistics sink_statistics(const std::string& id) override;
    std::uint64_t session_frames_presented(const std::string& id) override;

    std::vector<std::string> requests;  // but for questions after statistics
    std::optional<bus::ControlError> refusal;
    std::function<void()> on_request = [] {};  // within each of them; may throw
    UniqueFd channel;                          // what open_session() gives away, once
    bus::Peer peer;                            // of the last open_session()
    std::function<void(const SinkChange&, bus::Keep)> on_change = [](const auto&, auto) {};  // of each sink
    bool holds_changes = false;  // they wait in `changed`, else they are answered at once
    std::vector<std::function<void()>> changed;
    bool holds_captures = false;  // they wait in `captures`, else they are answered at once
    std::vector<OnCapture> captures;

private:
    // What is asked, with a blank before each of `words`.
    template <class... Words>
    Done take(const Words&... words);
    void capture(const std::string& what, OnCapture on_capture);
};

// A picture of 4 by 2 pixels, whose memory holds `text`.
[[nodiscard]] bus::Capture example_capture(const std::string& text);

}  // namespace kmsmirror::test
