// SPDX-License-Identifier: MIT
#include "app/client.h"

#include <utility>

#include "session/session_pair.h"

namespace kmsmirror::app {

Client::Client(loop::EventLoop& loop, Engine& engine, OnCame on_came, OnLeft on_left)
    : loop_(loop), engine_(engine), on_came_(std::move(on_came)), on_left_(std::move(on_left)) {}

tl::expected<UniqueFd, bus::ControlError> Client::open(bool replace, const bus::Peer& peer) {
    const std::string& source_id = engine_.source_status().id;
    if (!engine_.has_source())
        return tl::unexpected(
            bus::ControlError{bus::ControlError::Kind::device_gone, "the source " + source_id + " has no display now"});
    if (session_ && !replace)
        return tl::unexpected(
            bus::ControlError{bus::ControlError::Kind::busy,
                              "another client draws on " + source_id + "; the option \"replace\" takes its place"});
    end("another client took the source");
    session::SessionPair pair = session::make_session_pair();
    status_ = {std::to_string(++opened_), source_id, peer.uid, peer.pid};
    presented_before_ = engine_.source_statistics().frames_presented;
    session_ = std::make_unique<session::Session>(std::move(pair.daemon), engine_,
                                                  [this](session::CloseReason) { on_closed(); });
    engine_.client_came();
    on_came_(status_);
    session_->start();
    if (session_)
        watch_.emplace(loop_, session_->fd(), [this] { session_->handle_readable(); });
    return std::move(pair.client);
}

void Client::end(const std::string& why) {
    if (session_)
        session_->end(why);
}

void Client::on_closed() {
    watch_.reset();
    session_.reset();
    on_left_(status_.id);
    engine_.client_left();
}

std::uint64_t Client::frames_presented() const {
    return engine_.source_statistics().frames_presented - presented_before_;
}

}  // namespace kmsmirror::app
