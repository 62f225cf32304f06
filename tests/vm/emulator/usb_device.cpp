// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/usb_device.h"

#include <algorithm>
#include <cerrno>

namespace kmsmirror::emulator {
namespace {

// USB 2.0, tables 9-4 and 9-5.
constexpr std::uint8_t request_get_status = 0;
constexpr std::uint8_t request_clear_feature = 1;
constexpr std::uint8_t request_set_address = 5;
constexpr std::uint8_t request_get_descriptor = 6;
constexpr std::uint8_t request_get_configuration = 8;
constexpr std::uint8_t request_set_configuration = 9;
constexpr std::uint8_t request_get_interface = 10;
constexpr std::uint8_t request_set_interface = 11;
constexpr std::uint8_t descriptor_device = 1;
constexpr std::uint8_t descriptor_configuration = 2;
constexpr std::uint8_t descriptor_string = 3;
constexpr std::uint8_t descriptor_interface = 4;
constexpr std::uint8_t descriptor_endpoint = 5;
constexpr std::uint8_t descriptor_qualifier = 6;

constexpr std::uint8_t class_vendor = 0xff;
constexpr std::uint8_t bulk_endpoint = 1;
constexpr std::uint8_t string_maker = 1;
constexpr std::uint8_t string_name = 2;
constexpr std::uint8_t string_serial = 3;
constexpr std::uint16_t english = 0x0409;
constexpr std::uint8_t self_powered = 1;

using Octets = std::vector<std::uint8_t>;

Octets device_descriptor(const UsbIdentity& identity) {
    Octets bytes = {18, descriptor_device, 0x00, 0x02, 0, 0, 0, 64};
    append_le16(bytes, identity.vendor);
    append_le16(bytes, identity.product);
    append_le16(bytes, 0x0100);
    bytes.insert(bytes.end(), {string_maker, string_name, string_serial, 1});
    return bytes;
}

Octets configuration_descriptor() {
    return {9,
            descriptor_configuration,
            25,
            0,
            1,
            1,
            0,
            0xc0,
            50,  // self powered, 100 mA
            9,
            descriptor_interface,
            0,
            0,
            1,
            class_vendor,
            0,
            0,
            string_name,  //
            7,
            descriptor_endpoint,
            bulk_endpoint,
            2,
            0x00,
            0x02,
            0};  // bulk OUT, 512 bytes
}

Setup parse_setup(const std::array<std::uint8_t, 8>& bytes) {
    return {bytes[0], bytes[1], load_le16(&bytes[2]), load_le16(&bytes[4]), load_le16(&bytes[6])};
}

// Hosts may ask for any standard descriptor; not having it is no error.
bool is_vendor_descriptor(const Setup& setup) {
    return (setup.value >> 8U) >= 0x40;
}

Completion stalled() {
    return {-EPIPE, 0, {}};
}

}  // namespace

Completion UsbDevice::submit(const SubmitRequest& request, Bytes payload) {
    if (request.endpoint == 0) {
        ++counters_.control_transfers;
        return control(request, payload);
    }
    if (request.endpoint != bulk_endpoint || request.is_in)
        return stalled();
    ++counters_.bulk_transfers;
    counters_.bulk_bytes += payload.size();
    if (!display_.bulk_out(payload))
        return stalled();
    return {0, static_cast<std::uint32_t>(payload.size()), {}};
}

Completion UsbDevice::control(const SubmitRequest& request, Bytes payload) {
    const Setup setup = parse_setup(request.setup);
    // The direction is said twice; a host that contradicts itself must not get data it does not read.
    if (setup.is_in() != request.is_in && request.length > 0)
        return stalled();
    const bool is_standard = (setup.request_type & 0x60U) == 0;
    ControlReply reply = is_standard ? standard_request(setup) : display_.control(setup, payload);
    if (!reply)
        return stalled();
    if (!request.is_in)
        return {0, static_cast<std::uint32_t>(payload.size()), {}};
    reply->resize(std::min({reply->size(), std::size_t{setup.length}, std::size_t{request.length}}));
    const auto length = static_cast<std::uint32_t>(reply->size());
    return {0, length, std::move(*reply)};
}

ControlReply UsbDevice::standard_request(const Setup& setup) {
    switch (setup.request) {
        case request_get_status:
            return Octets{setup.request_type == 0x80 ? self_powered : std::uint8_t{0}, 0};
        case request_get_descriptor:
            return descriptor(setup);
        case request_get_configuration:
            return Octets{configuration_};
        case request_set_configuration:
            if (setup.value > 1)
                return std::nullopt;
            configuration_ = static_cast<std::uint8_t>(setup.value);
            return Octets{};
        case request_get_interface:
            return Octets{0};
        case request_set_interface:
            return setup.value == 0 && setup.index == 0 ? ControlReply{Octets{}} : std::nullopt;
        case request_clear_feature:
        case request_set_address:
            return Octets{};
        default:
            return std::nullopt;
    }
}

ControlReply UsbDevice::descriptor(const Setup& setup) {
    switch (setup.value >> 8U) {
        case descriptor_device:
            return device_descriptor(display_.identity());
        case descriptor_configuration:
            return configuration_descriptor();
        case descriptor_string:
            return string_descriptor(static_cast<std::uint8_t>(setup.value & 0xffU));
        case descriptor_qualifier:
            return Octets{10, descriptor_qualifier, 0x00, 0x02, 0, 0, 0, 64, 1, 0};
        default:
            return is_vendor_descriptor(setup) ? display_.control(setup, {}) : std::nullopt;
    }
}

ControlReply UsbDevice::string_descriptor(std::uint8_t index) const {
    Octets bytes = {0, descriptor_string};
    if (index == 0) {
        append_le16(bytes, english);
    } else if (index <= string_serial) {
        const UsbIdentity& identity = display_.identity();
        const std::string& text = index == string_maker  ? identity.maker
                                  : index == string_name ? identity.name
                                                         : identity.serial;
        for (const char letter : text.substr(0, 126))
            append_le16(bytes, static_cast<unsigned char>(letter));
    } else {
        return std::nullopt;
    }
    bytes[0] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

}  // namespace kmsmirror::emulator
