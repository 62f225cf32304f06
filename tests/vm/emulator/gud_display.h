// SPDX-License-Identifier: MIT
#pragma once

#include "tests/vm/emulator/display.h"
#include "tests/vm/emulator/gud_protocol.h"

namespace kmsmirror::emulator {

// A Generic USB Display as the kernel driver gud knows it: one connector that is always connected.
class GudDisplay : public Display {
public:
    GudDisplay(UsbIdentity identity, const Edid& edid, GudCapabilities capabilities);

    ControlReply control(const Setup& setup, Bytes data) override;
    bool bulk_out(Bytes data) override;
    void refuse_modes(bool refuse) override { refuses_modes_ = refuse; }
    [[nodiscard]] std::optional<Size> mode() const override { return mode_; }
    [[nodiscard]] bool is_shown() const override { return mode_ && controller_on_ && display_on_; }
    [[nodiscard]] bool consists_of(std::span<const std::uint32_t> colours) const override;
    [[nodiscard]] Image picture() const override;

private:
    [[nodiscard]] bool is_picture_black() const override;
    // No value: the request is not one of GET.
    [[nodiscard]] ControlReply get(const Setup& setup) const;
    GudStatus set(const Setup& setup, Bytes data);
    GudStatus state_check(Bytes data);
    GudStatus state_commit();
    GudStatus expect_buffer(Bytes data);
    GudStatus set_switch(bool& state, Bytes data);
    bool show_buffer(const GudBuffer& buffer);
    void store_rows(const GudBuffer& buffer, const std::uint8_t* rows);

    GudCapabilities capabilities_;
    GudStatus status_ = GudStatus::ok;
    std::optional<GudState> checked_;
    std::optional<Size> mode_;
    std::uint64_t rotation_ = gud::rotation_0;
    Size buffer_size_;  // of the host's framebuffer, which may lie on its side
    GudFormat format_ = GudFormat::xrgb8888;
    std::vector<std::uint8_t> memory_;  // the host's framebuffer in the wire's format, rows tightly packed
    bool refuses_modes_ = false;
    bool controller_on_ = false;
    bool display_on_ = false;
    std::optional<GudBuffer> expected_;
    std::vector<std::uint8_t> received_;
};

}  // namespace kmsmirror::emulator
