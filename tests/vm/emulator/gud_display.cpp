// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/gud_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace kmsmirror::emulator {
namespace {

constexpr std::uint8_t request_get = 0xc1;  // vendor, to the interface
constexpr std::uint8_t request_set = 0x41;
constexpr std::uint8_t connected = 1;

bool is_all_zero(Bytes bytes) {
    return bytes.empty() || (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

// The X byte of XRGB8888 shows nothing, and drivers leave anything in it.
bool is_black(Bytes bytes, GudFormat format) {
    if (format == GudFormat::rgb565 || is_all_zero(bytes))
        return is_all_zero(bytes);
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        if ((load_le32(bytes.data() + i) & 0x00ffffffU) != 0)
            return false;
    }
    return true;
}

std::vector<std::uint8_t> encode_connector() {
    std::vector<std::uint8_t> bytes = {gud::connector_hdmi};
    append_le32(bytes, 0);  // flags: the status never changes
    return bytes;
}

std::vector<std::uint8_t> encode_rotation(std::uint64_t rotations) {
    std::vector<std::uint8_t> bytes;
    append_le16(bytes, gud::property_rotation);
    append_le64(bytes, rotations);
    return bytes;
}

// Pixel by pixel, as the words of the protocol say it: mirrored first, then turned counter-clockwise.
Image turned(const Image& image, std::uint64_t rotation) {
    Image result = image;
    const auto each = [](const Image& from, Image& to, auto place) {
        for (std::uint32_t y = 0; y < from.size.height; ++y)
            for (std::uint32_t x = 0; x < from.size.width; ++x) {
                const auto [column, row] = place(x, y);
                to.pixels[std::size_t{row} * to.size.width + column] =
                    from.pixels[std::size_t{y} * from.size.width + x];
            }
    };
    using Place = std::pair<std::uint32_t, std::uint32_t>;
    const Size size = image.size;
    if ((rotation & gud::reflect_x) != 0)
        each(Image(result), result, [&](std::uint32_t x, std::uint32_t y) { return Place{size.width - 1 - x, y}; });
    if ((rotation & gud::reflect_y) != 0)
        each(Image(result), result, [&](std::uint32_t x, std::uint32_t y) { return Place{x, size.height - 1 - y}; });
    for (std::uint64_t rest = rotation & gud::rotate_mask; rest > gud::rotation_0; rest >>= 1U) {
        const Image before = result;
        result.size = {before.size.height, before.size.width};
        each(before, result, [&](std::uint32_t x, std::uint32_t y) { return Place{y, before.size.width - 1 - x}; });
    }
    return result;
}

}  // namespace

GudDisplay::GudDisplay(UsbIdentity identity, const Edid& edid, GudCapabilities capabilities)
    : Display(std::move(identity), edid), capabilities_(std::move(capabilities)) {}

ControlReply GudDisplay::control(const Setup& setup, Bytes data) {
    if (setup.request_type == request_get && setup.request == gud::get_status)
        return std::vector<std::uint8_t>{static_cast<std::uint8_t>(status_)};
    status_ = GudStatus::ok;
    ControlReply reply;
    if (setup.request_type == request_get) {
        reply = get(setup);
        status_ = reply ? GudStatus::ok : GudStatus::not_supported;
    } else if (setup.request_type == request_set) {
        status_ = set(setup, data);
        if (status_ == GudStatus::ok)
            reply.emplace();
    } else {
        status_ = GudStatus::not_supported;
    }
    if (!reply)
        count_error(fmt::format("request {:02x} {:02x} refused with status {}", setup.request_type, setup.request,
                                static_cast<unsigned>(status_)));
    return reply;
}

ControlReply GudDisplay::get(const Setup& setup) const {
    const bool first_connector = setup.value == 0;
    switch (setup.request) {
        case gud::get_descriptor:
            return encode_descriptor(capabilities_);
        case gud::get_formats: {
            std::vector<std::uint8_t> formats;
            std::ranges::transform(capabilities_.formats, std::back_inserter(formats),
                                   [](GudFormat format) { return static_cast<std::uint8_t>(format); });
            return formats;
        }
        case gud::get_properties:
            return encode_rotation(capabilities_.rotations);
        case gud::get_connectors:
            return encode_connector();
        default:
            break;
    }
    if (!first_connector)
        return std::nullopt;
    switch (setup.request) {
        case gud::get_connector_properties:
            return std::vector<std::uint8_t>{};
        case gud::get_connector_modes:
            return encode_modes(capabilities_);
        case gud::get_connector_status:
            return std::vector<std::uint8_t>{connected};
        case gud::get_connector_edid:
            return edid();
        default:
            return std::nullopt;
    }
}

GudStatus GudDisplay::set(const Setup& setup, Bytes data) {
    switch (setup.request) {
        case gud::set_force_detect:
            return setup.value == 0 && data.empty() ? GudStatus::ok : GudStatus::invalid_parameter;
        case gud::set_state_check:
            return state_check(data);
        case gud::set_state_commit:
            return data.empty() ? state_commit() : GudStatus::protocol_error;
        case gud::set_controller_enable:
            return set_switch(controller_on_, data);
        case gud::set_display_enable:
            return set_switch(display_on_, data);
        case gud::set_buffer:
            return expect_buffer(data);
        default:
            return GudStatus::not_supported;
    }
}

GudStatus GudDisplay::state_check(Bytes data) {
    checked_.reset();
    auto state = decode_state(data);
    if (!state)
        return GudStatus::protocol_error;
    const GudStatus status = refuses_modes_ ? GudStatus::invalid_parameter : check_state(*state, capabilities_);
    if (status == GudStatus::ok)
        checked_ = std::move(state);
    return status;
}

GudStatus GudDisplay::state_commit() {
    if (!checked_)
        return GudStatus::protocol_error;
    const Size size = {checked_->timing.hdisplay, checked_->timing.vdisplay};
    const auto format = static_cast<GudFormat>(checked_->format);
    const std::uint64_t rotation = rotation_of(*checked_);
    if (mode_ != size || format_ != format || rotation_ != rotation) {
        mode_ = size;
        format_ = format;
        rotation_ = rotation;
        const bool is_sideways = (rotation & (gud::rotation_90 | gud::rotation_270)) != 0;
        buffer_size_ = is_sideways ? Size{size.height, size.width} : size;
        memory_.assign(std::size_t{size.width} * size.height * bytes_per_pixel(format), 0);
    }
    expected_.reset();
    count_mode_set();
    output_changed();
    return GudStatus::ok;
}

GudStatus GudDisplay::set_switch(bool& state, Bytes data) {
    if (data.size() != 1 || data[0] > 1)
        return GudStatus::invalid_parameter;
    state = data[0] == 1;
    output_changed();
    return GudStatus::ok;
}

GudStatus GudDisplay::expect_buffer(Bytes data) {
    // A new SET_BUFFER while data is missing follows a transfer that the host gave up.
    if (expected_)
        count_error("a buffer was announced while another was not complete");
    expected_.reset();
    received_.clear();
    const auto buffer = decode_buffer(data);
    if (!buffer || !mode_)
        return GudStatus::protocol_error;
    const GudStatus status = check_buffer(*buffer, buffer_size_, format_, capabilities_);
    if (status == GudStatus::ok)
        expected_ = buffer;
    return status;
}

bool GudDisplay::bulk_out(Bytes data) {
    if (!expected_ || data.size() > expected_->transfer_length() - received_.size()) {
        count_error(expected_ ? "more data than SET_BUFFER announced" : "data without SET_BUFFER");
        expected_.reset();
        return false;
    }
    received_.insert(received_.end(), data.begin(), data.end());
    if (received_.size() < expected_->transfer_length())
        return true;
    const GudBuffer buffer = *std::exchange(expected_, std::nullopt);
    return show_buffer(buffer);
}

bool GudDisplay::show_buffer(const GudBuffer& buffer) {
    if (buffer.compression != 0) {
        auto plain = decompress_lz4(received_, buffer.length);
        if (!plain) {
            count_error("bad LZ4 data");
            return false;
        }
        received_ = std::move(*plain);
    }
    store_rows(buffer, received_.data());
    count_pixels(std::uint64_t{buffer.width} * buffer.height);
    end_update(!is_black(received_, format_));
    return true;
}

void GudDisplay::store_rows(const GudBuffer& buffer, const std::uint8_t* rows) {
    const std::size_t pixel = bytes_per_pixel(format_);
    const std::size_t row = buffer.width * pixel;
    const std::size_t pitch = buffer_size_.width * pixel;
    std::uint8_t* out = memory_.data() + buffer.y * pitch + buffer.x * pixel;
    for (std::uint32_t y = 0; y < buffer.height; ++y)
        std::memcpy(out + y * pitch, rows + y * row, row);
}

bool GudDisplay::is_picture_black() const {
    return is_black(memory_, format_);
}

bool GudDisplay::consists_of(std::span<const std::uint32_t> colours) const {
    if (!is_shown())
        return false;
    // The memory is as the wire had it: little-endian, as every machine that this runs on.
    if (format_ == GudFormat::rgb565) {
        return all_pixels(reinterpret_cast<const std::uint16_t*>(memory_.data()), buffer_size_,
                          [colours](std::uint16_t pixel) {
                              return std::ranges::find(colours, pixel, shrink_to_rgb565) != colours.end();
                          });
    }
    return all_pixels(
        reinterpret_cast<const std::uint32_t*>(memory_.data()), buffer_size_,
        [colours](std::uint32_t pixel) { return std::ranges::find(colours, pixel & 0x00ffffffU) != colours.end(); });
}

Image GudDisplay::picture() const {
    const std::size_t count = std::size_t{mode_->width} * mode_->height;
    const bool narrow = format_ == GudFormat::rgb565;
    Image image{buffer_size_, narrow ? Depth::rgb565 : Depth::rgb888, std::vector<std::uint32_t>(count)};
    if (!is_shown()) {
        image.size = *mode_;
        return image;
    }
    for (std::size_t i = 0; i < count; ++i)
        image.pixels[i] = narrow ? expand_rgb565(load_le16(&memory_[2 * i])) : load_le32(&memory_[4 * i]);
    return turned(image, rotation_);
}

}  // namespace kmsmirror::emulator
