// SPDX-License-Identifier: MIT
#include "fake_control.h"

#include <fmt/format.h>

#include <utility>

namespace kmsmirror::test {

tl::expected<UniqueFd, bus::ControlError> FakeControl::open_session(const std::string& source_id, bool replace) {
    requests.push_back(fmt::format("open {} {}", source_id, replace));
    on_open();
    if (!channel)
        return tl::unexpected(error);
    return std::move(channel);
}

tl::expected<void, bus::ControlError> FakeControl::rearm(const std::string& sink_id) {
    requests.push_back(fmt::format("rearm {}", sink_id));
    on_rearm();
    if (!error.text.empty())
        return tl::unexpected(error);
    return {};
}

mirror::SourceStatistics FakeControl::source_statistics(const std::string& id) {
    requests.push_back(fmt::format("source {}", id));
    return {11, 12, 13, 14};
}

mirror::SinkStatistics FakeControl::sink_statistics(const std::string& id) {
    requests.push_back(fmt::format("sink {}", id));
    return {1, 2, 3, 4, 5, 6, 7'000'000'000};
}

}  // namespace kmsmirror::test
