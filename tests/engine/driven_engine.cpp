// SPDX-License-Identifier: MIT
#include "engine/driven_engine.h"

#include <utility>

#include "bus/words.h"

namespace kmsmirror::tests {

SeenSink::SeenSink(const SinkStatus& status)
    : SinkStatus(status), state(bus::word(status.state)), path(bus::word(status.path)) {
    const bus::FailureWords reason = bus::words(status.path_reason);
    path_reason = {reason.call, reason.errno_name, reason.error_class, reason.time};
}

SeenSource::SeenSource(const SourceStatus& status) : SourceStatus(status), state(bus::word(status.state)) {}

SourceStatistics DrivenEngine::source_statistics() const {
    return has_source() ? engine_.source()->statistics() : SourceStatistics{};
}

SinkStatistics DrivenEngine::sink_statistics(const std::string& id) const {
    return has_sink(id) ? slot(id).statistics() : SinkStatistics{};
}

void DrivenEngine::client_came(source::ScanoutClient& client) {
    engine_.source()->client_came(client);
}

void DrivenEngine::client_left() {
    if (has_source())
        engine_.source()->client_left();
}

std::vector<session::OfferedBuffer> DrivenEngine::offered_buffers() const {
    std::vector<session::OfferedBuffer> offered;
    if (!has_source())
        return offered;
    for (const auto& [index, buffer] : engine_.source()->offered_buffers()) {
        const kms::BufferLayout& layout = buffer.layout();
        offered.push_back({index, layout.size, layout.format, layout.pitch, layout.offset, layout.bytes,
                           layout.modifier, buffer.fd()});
    }
    return offered;
}

std::vector<std::uint32_t> DrivenEngine::free_buffers() const {
    return has_source() ? engine_.source()->free_buffers() : std::vector<std::uint32_t>{};
}

void DrivenEngine::present(const session::PresentedFrame& frame) {
    if (has_source())
        engine_.source()->present(frame.buffer_index, frame.serial, frame.damage);
}

tl::expected<session::Attachment, std::string> DrivenEngine::attach(session::AttachedBuffer buffer) {
    const kms::BufferLayout layout{buffer.size,   buffer.format,   buffer.pitch,
                                   buffer.offset, buffer.modifier, buffer.bytes};
    const auto attached = engine_.source()->attach(buffer.index, kms::DmaBuf(std::move(buffer.dma_buf), layout));
    if (!attached)
        return tl::unexpected(std::string(attached.error().call));
    return session::Attachment{};
}

void DrivenEngine::detach(std::uint32_t index) {
    if (has_source())
        engine_.source()->detach(index);
}

}  // namespace kmsmirror::tests
