// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/sink_settings.h"
#include "kms/atomic_request.h"
#include "kms/buffer_allocator.h"
#include "kms/device.h"
#include "kms/pipeline.h"
#include "kms/property_blob.h"
#include "source/source_buffer.h"

namespace kmsmirror::source {

struct ScanoutSettings {
    std::string connector;                             // empty = the first connected one
    std::optional<ModeWish> mode;                      // none = the display's preferred mode
    pixels::Format format = pixels::Format::xrgb8888;  // RGB565 where the display has no such format
    std::uint32_t buffers = 3;
    bool use_gbm = false;
};

// Memory that can be put on the display, and the same as others see it.
struct OwnedBuffer {
    kms::ScanoutBuffer scanout;
    SourceBufferPtr shared;
};

// The SoC display: the daemon is its master, owns its scanout buffers and flips between them. Main thread.
class ScanoutDisplay {
public:
    // Opens the card. Nothing is shown yet. Throws std::system_error or std::runtime_error that says what is missing: a
    // display, the mode.
    ScanoutDisplay(kms::DrmApi& api, const std::string& card_path, ScanoutSettings settings);

    // The picture that a process before this one has left on the display, with its memory: that display needs no mode
    // set. Nothing if there is none in the mode that was chosen.
    [[nodiscard]] std::optional<OwnedBuffer> take_over();

    // Black buffers, as many as the settings ask for, two at least. Throws std::runtime_error that says what memory is
    // missing.
    [[nodiscard]] std::vector<OwnedBuffer> allocate(std::uint32_t generation);
    // The same in memory of a contiguous dma-heap, while there are buffers of the other kind.
    [[nodiscard]] std::vector<OwnedBuffer> allocate_on_heap(std::uint32_t generation);
    // Buffers by the number that the owner gives them. One that the display still shows is kept for it when it is
    // dropped or replaced: to remove its framebuffer would turn the display off.
    void put(std::uint32_t index, OwnedBuffer buffer) {
        buffers_[index] = std::make_shared<const OwnedBuffer>(std::move(buffer));
    }
    // The same for what take_over() returned, which is on the display.
    void put_shown(std::uint32_t index, OwnedBuffer buffer) {
        put(index, std::move(buffer));
        shown_ = buffers_.at(index);
    }
    void drop(std::uint32_t index) { buffers_.erase(index); }
    // A buffer that others allocated. Fails when the display cannot scan it out, or it cannot be read.
    [[nodiscard]] CallResult<void> attach(std::uint32_t index, kms::DmaBuf dma_buf, std::uint32_t generation);
    [[nodiscard]] const SourceBufferPtr& buffer(std::uint32_t index) const { return buffers_.at(index)->shared; }

    // Asks the connector again, because it was said to have changed. While nothing is connected frames go on. A display
    // that came instead needs require_modeset(), or, where it is shown best in another mode, a scanout of its own.
    enum class Presence { same, absent, back, other };
    [[nodiscard]] Presence check_presence();
    // The next flip sets the mode.
    void require_modeset() noexcept { modeset_needed_ = true; }

    [[nodiscard]] int fd() const noexcept { return device_->fd(); }
    [[nodiscard]] const kms::Device& device() const noexcept { return *device_; }
    [[nodiscard]] const kms::ConnectorInfo& connector() const noexcept { return connector_; }
    [[nodiscard]] PanelOrientation orientation() const noexcept { return pipeline_.connector.orientation; }
    [[nodiscard]] const kms::ModeInfo& mode() const noexcept { return mode_; }
    [[nodiscard]] Size size() const noexcept { return mode_.size(); }

    // Shows a buffer at the next vblank; done when read_flip() says so. Sets the mode again when that is needed.
    [[nodiscard]] CallResult<void> flip(std::uint32_t index);
    // The same as a call that may be made on another thread, and is done when it returns: it waits for the flips
    // before, for tens of seconds when the driver has lost one, while the kernel refuses all that do not wait.
    // Meanwhile there must be no other flip, and the buffer must stay; note_flip() takes the result.
    [[nodiscard]] CallResult<std::function<CallResult<void>()>> waiting_flip(std::uint32_t index);
    void note_flip(std::uint32_t index, const CallResult<void>& result);
    // The time of the flip that is done (CLOCK_MONOTONIC, ns); nothing if none is.
    [[nodiscard]] Result<std::optional<std::uint64_t>> read_flip();

private:
    void choose_connector();
    void choose_format();
    [[nodiscard]] kms::ModeInfo choose_mode(const std::vector<kms::ModeInfo>& modes) const;
    struct Flip {
        kms::AtomicRequest request;
        kms::PropertyBlob mode;  // of a mode set
        bool is_modeset = false;
    };
    [[nodiscard]] CallResult<Flip> prepare_flip(std::uint32_t index);
    [[nodiscard]] CallResult<OwnedBuffer> own_again(std::uint32_t framebuffer_id);
    [[nodiscard]] std::vector<OwnedBuffer> allocate_from(kms::BufferAllocator& allocator, mirror::FrameMemory memory);

    const ScanoutSettings settings_;
    std::unique_ptr<kms::Device> device_;
    kms::ConnectorInfo connector_;
    kms::ModeInfo mode_;
    kms::Pipeline pipeline_;
    bool is_there_ = true;      // as of the last check_presence()
    std::uint32_t format_ = 0;  // DRM_FORMAT_*, of the buffers that are allocated
    std::map<std::uint32_t, std::shared_ptr<const OwnedBuffer>> buffers_;
    std::shared_ptr<const OwnedBuffer> shown_;  // by the last commit that succeeded
    bool modeset_needed_ = true;
    // Of the last flip, in its event. A process before this one, of which an event may still come, has counted
    // elsewhere.
    std::uint64_t flip_;
};

}  // namespace kmsmirror::source
