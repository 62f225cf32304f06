// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kms/buffer_allocator.h"
#include "kms/device.h"
#include "kms/pipeline.h"
#include "source/source_buffer.h"

namespace kmsmirror::source {

struct ScanoutSettings {
    std::string connector;          // empty = the first connected one
    std::optional<Size> mode;       // none = the display's preferred mode
    std::uint32_t refresh_mhz = 0;  // with `mode`; 0 = any
    pixels::Format format = pixels::Format::xrgb8888;
    std::uint32_t buffers = 3;
    bool use_gbm = false;
};

// The SoC display as a source: the daemon is its master, owns its scanout buffers and flips between them. Main thread.
class ScanoutSource {
public:
    // Opens the card, allocates and clears the buffers. Nothing is shown yet. Throws std::system_error or
    // std::runtime_error that says what is missing: a display, the mode, memory.
    ScanoutSource(kms::DrmApi& api, const std::string& card_path, const ScanoutSettings& settings);

    [[nodiscard]] int fd() const noexcept { return device_->fd(); }
    [[nodiscard]] const kms::Device& device() const noexcept { return *device_; }
    [[nodiscard]] const kms::ConnectorInfo& connector() const noexcept { return connector_; }
    [[nodiscard]] const kms::ModeInfo& mode() const noexcept { return mode_; }
    [[nodiscard]] Size size() const noexcept { return mode_.size(); }
    [[nodiscard]] const std::vector<SourceBufferPtr>& buffers() const noexcept { return shared_; }
    [[nodiscard]] std::string_view allocator_name() const noexcept { return allocator_->name(); }

    // Shows a buffer at the next vblank; done when read_flip() says so. Sets the mode again when that is needed.
    [[nodiscard]] CallResult<void> flip(std::uint32_t index);
    // The time of the flip that is done (CLOCK_MONOTONIC, ns); nothing if none is.
    [[nodiscard]] Result<std::optional<std::uint64_t>> read_flip();

private:
    void choose_connector(const std::string& name);
    void choose_mode(const ScanoutSettings& settings);
    void allocate(const ScanoutSettings& settings);

    std::unique_ptr<kms::Device> device_;
    kms::ConnectorInfo connector_;
    kms::ModeInfo mode_;
    kms::Pipeline pipeline_;
    std::unique_ptr<kms::BufferAllocator> allocator_;
    std::vector<kms::ScanoutBuffer> buffers_;
    std::vector<SourceBufferPtr> shared_;  // of the same buffers
    pixels::Format format_;
    bool modeset_needed_ = true;
};

}  // namespace kmsmirror::source
