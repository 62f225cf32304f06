// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/geometry.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "kms/drm_api.h"
#include "pixels/sealed_image.h"
#include "source/shadow.h"
#include "source/source_buffer.h"

namespace kmsmirror::source {

// A frame to be read: the whole of it is in `buffer`, `changed` is what the shadow does not have yet.
struct ReadRequest {
    SourceBufferPtr buffer;
    pixels::Sequence sequence = 0;
    std::vector<Rect> changed;
    bool capture = false;  // a copy of the whole frame is wanted
};

struct FrameRead {
    std::uint64_t bytes = 0;                              // read from the buffer
    std::optional<Result<pixels::SealedImage>> captured;  // if it was wanted
};

// The thread that reads a source's frames into its shadow. Reading is slow, and may wait for a GPU that still draws.
class FrameReader {
public:
    // Called on the reader's thread; throws nothing.
    using OnRead = std::function<void(CallResult<FrameRead>)>;

    // Throws std::system_error.
    FrameReader(kms::DrmApi& api, std::shared_ptr<Shadow> shadow, OnRead on_read);
    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    // One at a time: the next one after on_read().
    void read(ReadRequest request);

private:
    struct Orders {
        std::optional<ReadRequest> read;
        bool stop = false;
    };
    void run();
    [[nodiscard]] bool wait_for_writers(const ReadRequest& request) const;
    [[nodiscard]] CallResult<FrameRead> read_frame(const ReadRequest& request);

    kms::DrmApi& api_;
    const std::shared_ptr<Shadow> shadow_;
    const OnRead on_read_;
    Mailbox<Orders> mailbox_;
    std::thread thread_;
};

}  // namespace kmsmirror::source
