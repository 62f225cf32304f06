// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kms/device.h"
#include "kms/edid.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "mirror/sink_mirror.h"
#include "sink/own_buffer.h"
#include "source/source_buffer.h"

namespace kmsmirror::sink {

// What a sink card says of its display.
struct SinkFound {
    std::string driver;     // as DRM_IOCTL_VERSION says it
    std::string connector;  // "DVI-I-1"; empty = the card has no connector
    bool connected = false;
    kms::Edid identity;
    std::vector<kms::ModeInfo> modes;
};

// One commit that a sink shall make, with all that it needs.
struct ShowRequest {
    std::uint64_t number = 0;  // comes back with the answer, so that it is not taken for that of another request
    mirror::Job job;
    kms::ModeInfo mode;
    source::SourceBuffers buffers;
};

// A request that is on the display.
struct Shown {
    std::uint64_t number = 0;
    std::uint64_t bytes_copied = 0;
};

// One connector of a sink card and every ioctl that is made on the card. Sink thread; each call may block as long as
// the USB transfer under it.
class SinkOutput {
public:
    // Throws std::system_error.
    SinkOutput(kms::DrmApi& api, const std::string& card_path);

    [[nodiscard]] int fd() const noexcept { return device_->fd(); }

    // Asks the first connected connector (else the first one) for its display.
    [[nodiscard]] CallResult<SinkFound> probe();

    // Commits the frame; read_shown() says when it is on the display. Fails without a lasting change.
    [[nodiscard]] CallResult<void> show(const ShowRequest& request);

    // The request that is on the display now; nothing if none has come there since the last call.
    [[nodiscard]] Result<std::optional<Shown>> read_shown();

private:
    [[nodiscard]] CallResult<const kms::Framebuffer*> prime_framebuffer(const ShowRequest& request);
    [[nodiscard]] CallResult<const kms::Framebuffer*> copied_framebuffer(const ShowRequest& request);
    [[nodiscard]] CallResult<void> commit(const ShowRequest& request, const kms::Framebuffer& framebuffer);
    void forget_buffers_of_other_sources(const source::SourceBuffers& buffers);

    std::unique_ptr<kms::Device> device_;
    std::optional<kms::Pipeline> pipeline_;
    source::SourceBuffers buffers_;
    mirror::Viewport viewport_;
    std::vector<kms::Framebuffer> imported_;  // by index of the source's buffers; made when first shown
    std::optional<OwnBuffer> own_;
    std::uint64_t bytes_copied_ = 0;
    bool master_lost_ = false;
};

}  // namespace kmsmirror::sink
