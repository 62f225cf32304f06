// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "base/status.h"
#include "base/tether.h"
#include "kms/drm_api.h"
#include "pixels/damage_journal.h"
#include "source/flipper.h"
#include "source/pixel_feed.h"
#include "source/source.h"

namespace kmsmirror::source {

// Who draws into the buffers of a scanout. Main thread.
class ScanoutClient {
public:
    virtual ~ScanoutClient() = default;
    // The buffer may be drawn into again.
    virtual void buffer_released(std::uint32_t index) = 0;
    // The offered buffers are other ones now. A client that has an old one gives it back by present() or detach().
    virtual void buffers_replaced() = 0;
    // The frame with `serial` is on the SoC display. `time_ns` is CLOCK_MONOTONIC.
    virtual void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) = 0;
};

// What a scanout tells. Main thread.
class ScanoutOwner {
public:
    virtual ~ScanoutOwner() = default;
    virtual void scanout_changed(const SourceStatus& status) = 0;
    // One that was closed may be destroyed, but not in this call.
    virtual void scanout_quiet() = 0;
};

// What is shown while no client draws.
using DrawBackground = std::function<void(const pixels::Image&)>;

// What users decided about a scanout while it runs.
struct ScanoutWishes {
    DrawBackground background = {};  // null = the last picture stays
    bool uses_heap = true;           // buffers move to a dma-heap for displays that cannot read the driver's
};

// The SoC display as a source. The daemon owns its buffers; one client at a time draws, and the background is shown
// while there is none. Main thread.
class ScanoutSource final : public Source, private FlipperOwner, private PixelFeedOwner {
public:
    // All outlive it; `owner` is not called before the constructor returns. Throws std::exception that says what is
    // missing.
    ScanoutSource(kms::DrmApi& api, Scheduler& scheduler, ScanoutOwner& owner, const std::string& card_path,
                  ScanoutSettings settings, ScanoutWishes wishes);
    ~ScanoutSource() override;
    // Shows the background, or waits for a client where there is a picture that a process before this one has left.
    void start();

    [[nodiscard]] const Traits& traits() const noexcept override { return traits_; }
    [[nodiscard]] const std::optional<Frame>& newest() const noexcept override { return newest_; }
    [[nodiscard]] const std::shared_ptr<const pixels::DamageJournal>& journal() const noexcept override {
        return journal_;
    }
    [[nodiscard]] const Pixels& pixels() const noexcept override { return feed_.pixels(); }
    void want_pixels() override { feed_.want(); }
    void set_wants_heap(const Viewer& viewer, bool wants) override;
    void rearm() override;
    void remove(Viewer& viewer) override;

    void set_wishes(ScanoutWishes wishes, bool other_background);
    // The card was said to have changed. False: the display is one that wants a source of its own.
    [[nodiscard]] bool check_display();
    [[nodiscard]] const SourceStatus& status() const noexcept { return status_; }
    [[nodiscard]] SourceStatistics statistics() const noexcept;
    [[nodiscard]] bool is_stuck() const { return flipper_.is_stuck(); }
    // It is not wanted any more, and has no viewers: it does nothing, and tells its owner only that it is quiet, if it
    // is not yet.
    void close();
    // Whether to destroy it waits for no thread.
    [[nodiscard]] bool is_quiet() const noexcept { return flipper_.is_quiet(); }
    // A copy of the newest frame. Not answered when the source goes meanwhile.
    void capture(pixels::OnCapture on_capture) { feed_.capture(std::move(on_capture)); }

    // What the client that draws does. It has the free buffers from client_came() on.
    void client_came(ScanoutClient& client);
    // What it owned is free, and the background comes back.
    void client_left();
    struct Offer {
        std::uint32_t index = 0;
        const kms::DmaBuf& buffer;
    };
    [[nodiscard]] std::vector<Offer> offered_buffers() const;
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const;
    // Nothing happens where the buffer is not the client's.
    void present(std::uint32_t index, std::uint64_t serial, const std::vector<Rect>& damage);
    // A buffer of the client's own, by its index. Fails when the display cannot scan it out, or it cannot be read.
    [[nodiscard]] CallResult<void> attach(std::uint32_t index, kms::DmaBuf buffer) {
        return flipper_.attach(index, std::move(buffer));
    }
    void detach(std::uint32_t index) { flipper_.detach(index); }

private:
    struct ClientFrame {
        pixels::Sequence sequence = 0;
        std::uint64_t serial = 0;
    };
    void flipped(std::uint32_t index, std::uint64_t time_ns) override;
    void released(const std::vector<std::uint32_t>& indices) override;
    void flipper_state_changed(SourceState state) override;
    void flipper_quiet() override { owner_.scanout_quiet(); }
    void pixels_read() override;
    void pixels_unread(const CallError& error) override;

    void add_frame(std::uint32_t buffer, const pixels::Region& damage);
    void show(std::uint32_t buffer, const pixels::Region& damage);
    void replace_buffers(bool on_heap);
    void put_buffers_where_wanted();
    void update_state();
    void want_background();
    void draw_background();

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    ScanoutOwner& owner_;
    ScanoutWishes wishes_;
    Flipper flipper_;
    Traits traits_;
    SourceStatus status_;
    std::shared_ptr<pixels::DamageJournal> journal_written_;
    std::shared_ptr<const pixels::DamageJournal> journal_;  // the same
    PixelFeed feed_;
    SourceStatistics statistics_;
    ScanoutClient* client_ = nullptr;
    std::map<std::uint32_t, ClientFrame> serials_;  // by buffer; not of the daemon's own background
    std::set<const Viewer*> heap_viewers_;          // that would do better with frames from a heap
    SourceState flipper_state_ = SourceState::scanout;
    bool has_display_ = true;
    bool background_wanted_ = false;
    std::unique_ptr<Alarm> client_awaited_;
    std::uint32_t newest_buffer_ = 0;
    std::optional<Frame> newest_;
    Tether<ScanoutSource> tether_{*this};
};

}  // namespace kmsmirror::source
