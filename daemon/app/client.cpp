// SPDX-License-Identifier: MIT
#include "app/client.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "session/session_pair.h"

namespace kmsmirror::app {

Client::Client(Scheduler& scheduler, OnCame on_came, OnLeft on_left)
    : scheduler_(scheduler), on_came_(std::move(on_came)), on_left_(std::move(on_left)) {}

tl::expected<UniqueFd, bus::ControlError> Client::open(source::ScanoutSource& source, bool replace,
                                                       const bus::Peer& peer) {
    const std::string& source_id = source.traits().id;
    // The end of a client may be read later than the call of the next one.
    while (session_ && session_->has_client_left())
        session_->handle_readable();
    if (session_ && !replace)
        return tl::unexpected(
            bus::ControlError{bus::ControlError::Kind::busy,
                              "another client draws on " + source_id + "; the option \"replace\" takes its place"});
    if (jobs_elsewhere() > session::most_jobs_elsewhere)
        return tl::unexpected(bus::ControlError{bus::ControlError::Kind::busy,
                                                "the daemon has not closed yet what clients before have sent"});
    session::SessionPair pair = session::make_session_pair();
    // The last picture stays until the new client draws.
    is_replaced_ = true;
    end("another client took the source");
    is_replaced_ = false;
    source_ = &source;
    status_ = {std::to_string(++opened_), source_id, peer.uid, peer.pid};
    presented_before_ = source.statistics().frames_presented;
    session::Host& host = *this;
    session_ =
        std::make_unique<session::Session>(std::move(pair.daemon), host, [this](session::CloseReason) { on_closed(); });
    source.client_came(*this);
    on_came_(status_);
    session_->start();
    try {
        if (session_)
            watch_ = scheduler_.watch(session_->fd(), [this] { session_->handle_readable(); });
    } catch (const std::system_error&) {
        end("the daemon cannot listen to it");
        throw;
    }
    return std::move(pair.client);
}

void Client::end(const std::string& why) {
    if (session_)
        session_->end(why);
}

void Client::source_goes() {
    const std::string id = source_ != nullptr ? source_->traits().id : std::string();
    end(fmt::format("the source {} is gone", id));
    source_ = nullptr;
}

void Client::on_closed() {
    watch_.reset();
    // It may be in the middle of a call, and is not used after that.
    session_.reset();
    on_left_(status_.id);
    if (!is_replaced_)
        source_->client_left();
}

std::uint64_t Client::frames_presented() const {
    return source_->statistics().frames_presented - presented_before_;
}

std::vector<session::OfferedBuffer> Client::offered_buffers() const {
    std::vector<session::OfferedBuffer> offered;
    for (const auto& [index, buffer] : source_->offered_buffers()) {
        const kms::BufferLayout& layout = buffer.layout();
        offered.push_back({index, layout.size, layout.format, layout.pitch, layout.offset, layout.bytes,
                           layout.modifier, buffer.fd()});
    }
    return offered;
}

void Client::present(const session::PresentedFrame& frame) {
    source_->present(frame.buffer_index, frame.serial, frame.damage);
}

void Client::buffer_released(std::uint32_t index) {
    if (session_)
        session_->release(index);
}

void Client::buffers_replaced() {
    if (session_)
        session_->buffers_replaced();
}

void Client::frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) {
    if (session_)
        session_->presented(serial, sequence, time_ns);
}

tl::expected<session::Attachment, std::string> Client::attach(session::AttachedBuffer buffer) {
    const kms::BufferLayout layout{buffer.size,   buffer.format,   buffer.pitch,
                                   buffer.offset, buffer.modifier, buffer.bytes};
    const auto attached = source_->attach(buffer.index, kms::DmaBuf(std::move(buffer.dma_buf), layout));
    if (!attached)
        return tl::unexpected(fmt::format("{} cannot show memory of {}: {} failed: {}", source_->traits().driver,
                                          buffer.exporter, attached.error().call, attached.error().error.message()));
    return session::Attachment{};
}

}  // namespace kmsmirror::app
