// SPDX-License-Identifier: MIT
#pragma once

#include "tests/vm/emulator/display.h"
#include "tests/vm/emulator/udl_stream.h"

namespace kmsmirror::emulator {

// A DisplayLink USB 2.0 display as the kernel driver udl knows it. The host only ever writes modes and pixels, so that
// it cannot refuse a mode but by the limit that it tells when it is plugged in.
class UdlDisplay : public Display {
public:
    // `pixel_limit`: the largest picture the chip claims to drive.
    UdlDisplay(UsbIdentity identity, const Edid& edid, std::uint32_t pixel_limit);

    ControlReply control(const Setup& setup, Bytes data) override;
    bool bulk_out(Bytes data) override;
    [[nodiscard]] bool is_update_open() const override { return update_open_; }
    void finish_update() override;
    [[nodiscard]] std::optional<Size> mode() const override { return mode_; }
    [[nodiscard]] bool is_shown() const override { return mode_ && is_on_; }
    [[nodiscard]] bool consists_of(std::span<const std::uint32_t> colours) const override;
    [[nodiscard]] Image picture() const override;

private:
    [[nodiscard]] bool is_picture_black() const override;
    [[nodiscard]] std::vector<std::uint8_t> vendor_descriptor() const;
    [[nodiscard]] ControlReply read_edid_byte(const Setup& setup) const;
    ControlReply select_channel(const Setup& setup, Bytes data);
    void apply_registers(bool mode_written);

    UdlStream stream_;
    std::uint32_t pixel_limit_;
    std::optional<Size> mode_;
    std::size_t base_ = 0;
    bool is_on_ = false;
    bool channel_selected_ = false;
    bool update_open_ = false;
    bool update_has_content_ = false;
};

}  // namespace kmsmirror::emulator
