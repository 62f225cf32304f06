// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/vm/emulator/display.h"
#include "tests/vm/emulator/gud_protocol.h"

namespace kmsmirror::emulator {

enum class DisplayKind { udl, gud };

// What `plug` asks for.
struct PlugOptions {
    std::string name;
    DisplayKind kind = DisplayKind::udl;
    Size size{1024, 768};
    std::vector<Size> modes;  // beside `size`
    std::vector<GudFormat> formats{GudFormat::xrgb8888, GudFormat::rgb565};
    std::string serial;  // default: the name
    std::optional<unsigned> port;
    bool lz4 = true;
    std::uint64_t rotations = 1;              // of gud: DRM_MODE_ROTATE_* and _REFLECT_*
    std::optional<std::uint32_t> max_buffer;  // of gud; default: a whole picture
    std::uint32_t pixel_limit = 2048 * 1152;  // of udl; its driver hides larger modes
};

// NAME udl|gud and then words of the form key=value. Throws std::invalid_argument with a sentence for the user.
[[nodiscard]] PlugOptions parse_plug_options(std::span<const std::string> words);

[[nodiscard]] std::unique_ptr<Display> create_display(const PlugOptions& options);

}  // namespace kmsmirror::emulator
