// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/udl_display.h"

#include <algorithm>
#include <array>

namespace kmsmirror::emulator {
namespace {

constexpr std::uint8_t get_descriptor = 0x06;
constexpr std::uint8_t vendor_descriptor_type = 0x5f;
constexpr std::uint8_t request_read_edid = 0x02;
constexpr std::uint8_t request_channel = 0x12;
constexpr std::uint16_t edid_index = 0xa1;
constexpr std::uint16_t key_pixel_limit = 0x0200;

constexpr std::array<std::uint8_t, 16> standard_channel = {0x57, 0xcd, 0xdc, 0xa7, 0x1c, 0x88, 0x5e, 0x15,
                                                           0x60, 0xfe, 0xc6, 0x97, 0x16, 0x3d, 0x47, 0xf2};

// The driver fills a URB to its end while more of a rectangle follows. Its URBs are 65024 bytes, halved until the
// memory for them is found, so that any other length is the end of a rectangle.
bool is_full_urb(std::size_t length) {
    constexpr std::array<std::size_t, 5> sizes = {65024, 32512, 16256, 8128, 4064};
    return std::ranges::find(sizes, length) != sizes.end();
}

}  // namespace

UdlDisplay::UdlDisplay(UsbIdentity identity, const Edid& edid, std::uint32_t pixel_limit)
    : Display(std::move(identity), edid), pixel_limit_(pixel_limit) {}

ControlReply UdlDisplay::control(const Setup& setup, Bytes data) {
    if (setup.request_type == 0x80 && setup.request == get_descriptor && setup.value >> 8U == vendor_descriptor_type)
        return vendor_descriptor();
    if (setup.request_type == 0xc0 && setup.request == request_read_edid && setup.index == edid_index)
        return read_edid_byte(setup);
    if (setup.request_type == 0x40 && setup.request == request_channel)
        return select_channel(setup, data);
    count_error("unknown control request");
    return std::nullopt;
}

std::vector<std::uint8_t> UdlDisplay::vendor_descriptor() const {
    std::vector<std::uint8_t> bytes = {0, vendor_descriptor_type, 1, 0, 0};
    append_le16(bytes, key_pixel_limit);
    bytes.push_back(sizeof pixel_limit_);
    append_le32(bytes, pixel_limit_);
    bytes[0] = static_cast<std::uint8_t>(bytes.size());
    bytes[4] = static_cast<std::uint8_t>(bytes.size() - 2);
    return bytes;
}

ControlReply UdlDisplay::read_edid_byte(const Setup& setup) const {
    const std::size_t offset = setup.value >> 8U;
    const std::uint8_t byte = offset < edid().size() ? edid()[offset] : std::uint8_t{0};
    return std::vector<std::uint8_t>{0, byte};
}

ControlReply UdlDisplay::select_channel(const Setup& /*setup*/, Bytes data) {
    if (!std::ranges::equal(data, standard_channel)) {
        count_error("unknown channel key");
        return std::nullopt;
    }
    channel_selected_ = true;
    return std::vector<std::uint8_t>{};
}

bool UdlDisplay::bulk_out(Bytes data) {
    if (!channel_selected_) {
        count_error("bulk data before a channel was selected");
        return false;
    }
    const UdlResult result = stream_.decode(data);
    if (result.error != nullptr)
        count_error(result.error);
    if (result.registers_applied)
        apply_registers(result.mode_written);
    count_pixels(result.pixels);
    if (result.pixels > 0) {
        update_open_ = true;
        update_has_content_ = update_has_content_ || result.bits != 0;
    }
    if (!is_full_urb(data.size()))
        finish_update();
    return true;
}

void UdlDisplay::finish_update() {
    if (!std::exchange(update_open_, false))
        return;
    end_update(std::exchange(update_has_content_, false));
}

void UdlDisplay::apply_registers(bool mode_written) {
    if (mode_written) {
        mode_ = stream_.resolution();
        base_ = stream_.base();
        if (!mode_ || mode_->width * mode_->height > pixel_limit_ || stream_.colour_depth() != 0) {
            mode_.reset();
            count_error("a mode that the chip cannot show");
        } else {
            count_mode_set();
        }
    }
    is_on_ = !stream_.is_blanked();
    output_changed();
}

bool UdlDisplay::is_picture_black() const {
    const std::uint16_t* first = stream_.pixels() + base_;
    return std::all_of(first, first + std::size_t{mode_->width} * mode_->height,
                       [](std::uint16_t pixel) { return pixel == 0; });
}

bool UdlDisplay::consists_of(std::span<const std::uint32_t> colours) const {
    return is_on_ && all_pixels(stream_.pixels() + base_, *mode_, [colours](std::uint16_t pixel) {
               return std::ranges::find(colours, pixel, shrink_to_rgb565) != colours.end();
           });
}

Image UdlDisplay::picture() const {
    const std::size_t count = std::size_t{mode_->width} * mode_->height;
    Image image{*mode_, Depth::rgb565, std::vector<std::uint32_t>(count)};
    if (is_on_)
        expand_rgb565(std::span(stream_.pixels() + base_, count), image.pixels.data());
    return image;
}

}  // namespace kmsmirror::emulator
