// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "tests/vm/emulator/bytes.h"

namespace kmsmirror::emulator {

// USB/IP as vhci_hcd speaks it: every message starts with a 48-byte big-endian header; an OUT transfer's data follows
// its CMD_SUBMIT, an IN transfer's data follows its RET_SUBMIT.
inline constexpr std::size_t usbip_header_size = 48;
// Larger transfers than any display driver makes; a length beyond it means that the framing was lost.
inline constexpr std::uint32_t usbip_longest_transfer = 64U << 20U;

struct SubmitRequest {
    std::uint32_t seqnum = 0;
    bool is_in = false;
    std::uint32_t endpoint = 0;
    std::uint32_t length = 0;
    std::array<std::uint8_t, 8> setup{};
};

struct UnlinkRequest {
    std::uint32_t seqnum = 0;
    std::uint32_t target = 0;
};

using UsbipRequest = std::variant<SubmitRequest, UnlinkRequest>;
using UsbipHeader = std::array<std::uint8_t, usbip_header_size>;

// Nothing when the header is none of the two commands or asks for an impossible length: the stream cannot go on.
[[nodiscard]] std::optional<UsbipRequest> parse_usbip_request(Bytes header);

// `status` is 0 or a negative errno as the kernel numbers them.
[[nodiscard]] UsbipHeader make_submit_reply(std::uint32_t seqnum, std::int32_t status, std::uint32_t actual_length);
[[nodiscard]] UsbipHeader make_unlink_reply(std::uint32_t seqnum, std::int32_t status);

}  // namespace kmsmirror::emulator
