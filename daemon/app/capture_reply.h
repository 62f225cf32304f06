// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "bus/control.h"
#include "pixels/capture.h"

namespace kmsmirror::app {

// Answers a capture once: with the picture, or, when whoever should bring it goes away, with that. Main thread.
class CaptureReply {
public:
    CaptureReply(std::string id, bus::Control::OnCapture on_capture)
        : id_(std::move(id)), on_capture_(std::move(on_capture)) {}
    ~CaptureReply();
    CaptureReply(const CaptureReply&) = delete;
    CaptureReply& operator=(const CaptureReply&) = delete;

    void answer(pixels::CaptureResult image);

private:
    const std::string id_;  // of the source or the sink
    bus::Control::OnCapture on_capture_;
};

}  // namespace kmsmirror::app
