// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "tests/vm/emulator/bytes.h"
#include "tests/vm/emulator/pixel_memory.h"
#include "tests/vm/emulator/timing.h"

namespace kmsmirror::emulator {

// What one URB did.
struct UdlResult {
    std::uint32_t pixels = 0;        // written, copies not counted
    std::uint16_t bits = 0;          // all of them ORed: 0 = nothing but black
    bool registers_applied = false;  // the video registers were unlocked: they count from now on
    bool mode_written = false;       // and a resolution was among them
    const char* error = nullptr;     // the rest of the URB was dropped; static text
};

// Decodes the command stream of a DisplayLink chip into its pixel memory (native RGB565) and registers. Commands never
// straddle URBs. Addresses are byte addresses of 24 bits and wrap around. Any input is safe.
class UdlStream {
public:
    [[nodiscard]] UdlResult decode(Bytes urb);

    // The resolution in the registers; nothing when it is empty or does not lie in the memory.
    [[nodiscard]] std::optional<Size> resolution() const;
    [[nodiscard]] bool is_blanked() const { return registers_[0x1f] != 0; }
    [[nodiscard]] std::uint8_t colour_depth() const { return registers_[0x00]; }
    // First visible pixel.
    [[nodiscard]] std::size_t base() const;
    [[nodiscard]] const std::uint16_t* pixels() const { return memory_.data(); }

private:
    // The unread rest of the URB.
    struct Input {
        const std::uint8_t* at;
        const std::uint8_t* end;

        [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end - at); }
        [[nodiscard]] bool has(std::size_t count) const { return left() >= count; }
    };

    // A run of pixels being written; `scratch_` stands in where the memory wraps around.
    struct Run {
        std::size_t index = 0;
        std::size_t count = 0;
        std::size_t done = 0;
        std::uint16_t* out = nullptr;
    };

    static constexpr std::size_t longest_run = 256;

    void command(Input& in, UdlResult& result);
    void write_register(Input& in, UdlResult& result);
    void write_raw(Input& in, UdlResult& result);
    void write_run_lengths(Input& in, UdlResult& result);
    void write_rlx(Input& in, UdlResult& result);
    void copy(Input& in, UdlResult& result);

    bool begin_run(Input& in, Run& run, UdlResult& result);
    static bool take_raw(Input& in, Run& run, std::size_t count, UdlResult& result);
    static bool take_repeat(Run& run, std::size_t count, std::uint16_t pixel, UdlResult& result);
    void end_run(const Run& run, UdlResult& result);

    PixelMemory memory_;
    std::array<std::uint16_t, longest_run> scratch_{};
    std::array<std::uint8_t, 256> registers_{};
    bool mode_written_ = false;
};

}  // namespace kmsmirror::emulator
