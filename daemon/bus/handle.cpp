// SPDX-License-Identifier: MIT
#include "bus/handle.h"

#include "base/text.h"

namespace kmsmirror::bus {

Control::OnCapture send_capture(const Reply<sdbus::UnixFd, Dictionary>& reply) {
    return [reply](tl::expected<Capture, ControlError> capture) {
        reply.with_errors_of([&] {
            if (!capture)
                throw to_bus_error(capture.error());
            reply.send(sdbus::UnixFd(capture->memory.release(), sdbus::adopt_fd),
                       Dictionary{{"width", sdbus::Variant(capture->size.width)},
                                  {"height", sdbus::Variant(capture->size.height)},
                                  {"pitch", sdbus::Variant(capture->pitch)},
                                  {"format", sdbus::Variant(printable(capture->format))},
                                  {"sequence", sdbus::Variant(capture->sequence)}});
        });
    };
}

}  // namespace kmsmirror::bus
