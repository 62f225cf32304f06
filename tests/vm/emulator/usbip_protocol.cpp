// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/usbip_protocol.h"

#include <algorithm>

namespace kmsmirror::emulator {
namespace {

constexpr std::uint32_t cmd_submit = 1;
constexpr std::uint32_t cmd_unlink = 2;
constexpr std::uint32_t ret_submit = 3;
constexpr std::uint32_t ret_unlink = 4;

constexpr std::size_t seqnum_offset = 4;
constexpr std::size_t direction_offset = 12;
constexpr std::size_t endpoint_offset = 16;
constexpr std::size_t body_offset = 20;
constexpr std::size_t setup_offset = 40;

UsbipHeader make_reply(std::uint32_t command, std::uint32_t seqnum, std::int32_t status) {
    UsbipHeader header{};
    store_be32(header.data(), command);
    store_be32(header.data() + seqnum_offset, seqnum);
    store_be32(header.data() + body_offset, static_cast<std::uint32_t>(status));
    return header;
}

}  // namespace

std::optional<UsbipRequest> parse_usbip_request(Bytes header) {
    if (header.size() < usbip_header_size)
        return std::nullopt;
    const std::uint8_t* bytes = header.data();
    const std::uint32_t seqnum = load_be32(bytes + seqnum_offset);
    const std::uint32_t command = load_be32(bytes);
    if (command == cmd_unlink)
        return UnlinkRequest{seqnum, load_be32(bytes + body_offset)};
    if (command != cmd_submit)
        return std::nullopt;

    SubmitRequest submit;
    submit.seqnum = seqnum;
    submit.is_in = load_be32(bytes + direction_offset) != 0;
    submit.endpoint = load_be32(bytes + endpoint_offset);
    submit.length = load_be32(bytes + body_offset + 4);
    if (submit.length > usbip_longest_transfer)
        return std::nullopt;
    std::copy_n(bytes + setup_offset, submit.setup.size(), submit.setup.begin());
    return submit;
}

UsbipHeader make_submit_reply(std::uint32_t seqnum, std::int32_t status, std::uint32_t actual_length) {
    UsbipHeader header = make_reply(ret_submit, seqnum, status);
    store_be32(header.data() + body_offset + 4, actual_length);
    return header;
}

UsbipHeader make_unlink_reply(std::uint32_t seqnum, std::int32_t status) {
    return make_reply(ret_unlink, seqnum, status);
}

}  // namespace kmsmirror::emulator
