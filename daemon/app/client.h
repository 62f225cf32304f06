// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "base/status.h"
#include "base/worker.h"
#include "bus/control.h"
#include "session/host.h"
#include "session/session.h"
#include "source/scanout_source.h"

namespace kmsmirror::app {

// The client that draws on a source, if there is one: its session, and the source as that session sees it. Main thread.
class Client final : private session::Host, private source::ScanoutClient {
public:
    using OnCame = std::function<void(const SessionStatus&)>;
    using OnLeft = std::function<void(const std::string& id)>;

    // `scheduler` outlives it.
    Client(Scheduler& scheduler, OnCame on_came, OnLeft on_left);

    [[nodiscard]] tl::expected<UniqueFd, bus::ControlError> open(source::ScanoutSource& source, bool replace,
                                                                 const bus::Peer& peer);
    // Tells the client why. Nothing happens where there is none.
    void end(const std::string& why);
    // The source that it draws on is about to be destroyed.
    void source_goes();

    [[nodiscard]] bool is(const std::string& id) const { return session_ && status_.id == id; }
    [[nodiscard]] std::uint64_t frames_presented() const;

private:
    [[nodiscard]] std::vector<session::OfferedBuffer> offered_buffers() const override;
    [[nodiscard]] std::uint32_t refresh_mhz() const override { return source_->traits().refresh_mhz; }
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const override { return source_->free_buffers(); }
    void present(const session::PresentedFrame& frame) override;
    [[nodiscard]] tl::expected<session::DmaBufInfo, std::string> inspect(int fd) const override {
        return session::inspect_dma_buf(fd);
    }
    [[nodiscard]] tl::expected<session::Attachment, std::string> attach(session::AttachedBuffer buffer) override;
    void detach(std::uint32_t index) override { source_->detach(index); }
    void run_elsewhere(std::function<void()> job) override { closer_.run(std::move(job)); }
    [[nodiscard]] std::size_t jobs_elsewhere() const override { return closer_.jobs(); }

    void buffer_released(std::uint32_t index) override;
    void buffers_replaced() override;
    void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) override;

    void on_closed();

    Scheduler& scheduler_;
    const OnCame on_came_;
    const OnLeft on_left_;
    Worker closer_{"kmsmirror-close"};
    source::ScanoutSource* source_ = nullptr;  // of the session
    bool is_replaced_ = false;                 // the session ends, and another one takes its place at once
    std::unique_ptr<session::Session> session_;
    std::unique_ptr<Watch> watch_;
    SessionStatus status_;
    std::uint64_t opened_ = 0;            // sessions until now
    std::uint64_t presented_before_ = 0;  // frames of other clients
};

}  // namespace kmsmirror::app
