// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "tests/vm/emulator/display.h"
#include "tests/vm/emulator/usbip_protocol.h"

namespace kmsmirror::emulator {

// How a USB request ended; `status` is 0 or a negative errno of the kernel.
struct Completion {
    std::int32_t status = 0;
    std::uint32_t actual_length = 0;
    std::vector<std::uint8_t> data;  // of an IN transfer
};

struct UsbCounters {
    std::uint64_t bulk_bytes = 0;
    std::uint64_t bulk_transfers = 0;
    std::uint64_t control_transfers = 0;
};

// The USB 2.0 high-speed device around a display: standard requests, one vendor interface, bulk OUT endpoint 1.
// SET_ADDRESS never comes here: vhci_hcd answers it. Not thread-safe; `display` outlives it.
class UsbDevice {
public:
    explicit UsbDevice(Display& display) : display_(display) {}

    // `payload`: what follows the header of an OUT transfer.
    [[nodiscard]] Completion submit(const SubmitRequest& request, Bytes payload);

    [[nodiscard]] const UsbCounters& counters() const { return counters_; }
    void reset_counters() { counters_ = {}; }

private:
    [[nodiscard]] Completion control(const SubmitRequest& request, Bytes payload);
    [[nodiscard]] ControlReply standard_request(const Setup& setup);
    [[nodiscard]] ControlReply descriptor(const Setup& setup);
    [[nodiscard]] ControlReply string_descriptor(std::uint8_t index) const;

    Display& display_;
    UsbCounters counters_;
    std::uint8_t configuration_ = 0;
};

}  // namespace kmsmirror::emulator
