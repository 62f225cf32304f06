// SPDX-License-Identifier: MIT
#include "ctl/doctor/display_judgement.h"

#include <fmt/format.h>

#include <numeric>

#include "ctl/view/explain.h"
#include "kms/edid.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr std::size_t block_size = 128;

// Each block sums up to 0.
bool has_right_checksums(const std::string& edid) {
    for (std::size_t begin = 0; begin < edid.size(); begin += block_size) {
        const std::string block = edid.substr(begin, block_size);
        const auto sum = std::accumulate(block.begin(), block.end(), 0U,
                                         [](unsigned total, char c) { return total + static_cast<unsigned char>(c); });
        if (block.size() != block_size || sum % 256 != 0)
            return false;
    }
    return true;
}

// The size that the display asks for, in the first detailed timing of its EDID; empty if there is none.
std::string wanted_size(const std::string& edid) {
    constexpr std::size_t timing = 54;
    if (edid.size() < block_size)
        return "";
    const auto byte = [&](std::size_t at) {
        return static_cast<unsigned>(static_cast<unsigned char>(edid[timing + at]));
    };
    const bool has_timing = byte(0) != 0 || byte(1) != 0;
    return has_timing ? fmt::format("{}x{}", byte(2) | (byte(4) & 0xf0U) << 4U, byte(5) | (byte(7) & 0xf0U) << 4U) : "";
}

std::string place_of(const Card& card, const Connector& connector) {
    return fmt::format("{} of {}", connector.name, card.name);
}

Finding judge_without_modes(const Card& card, const Connector& connector, const kms::Edid& edid) {
    const std::string place = place_of(card, connector);
    if (!connector.is_connected())
        return note(
            fmt::format("Whether a display is connected to {} is not known, and there is no mode for one", place),
            fmt::format("If nobody has looked yet: echo detect >/sys/class/drm/{}-{}/status; if the hardware cannot "
                        "tell, name a mode on the kernel's command line: video={}:1024x768e",
                        card.name, connector.name, connector.name));
    if (connector.edid.empty())
        return problem(
            fmt::format("A display is connected to {}, which says nothing of itself (no EDID), and the driver "
                        "{} offers no mode for it",
                        place, card.driver),
            fmt::format("Try another cable; or name a mode on the kernel's command line: video={}:1024x768e",
                        connector.name));
    const std::string size = wanted_size(connector.edid);
    return problem(
        fmt::format("The display on {} ({} {}) has no mode that the driver {} or its hardware can show{}{}", place,
                    edid.make, edid.model, card.driver, size.empty() ? "" : ": it asks for ", size),
        "Connect a display with smaller modes, or an adapter that can show those of this one: the size of the "
        "picture, the number of its pixels and the pixel clock have limits");
}

}  // namespace

Finding judge_display(const Card& card, const Connector& connector) {
    if (connector.is_disconnected())
        return note(fmt::format("No display is connected to {}", place_of(card, connector)),
                    connect_advice(card.device_path, connector.name));
    const kms::Edid edid = kms::parse_edid(std::as_bytes(std::span(connector.edid)));
    if (connector.modes.empty())
        return judge_without_modes(card, connector, edid);
    const std::string display = fmt::format("The display on {}", place_of(card, connector));
    if (connector.edid.empty())
        return note(fmt::format("{} does not say what it is (no EDID): only standard modes are offered", display),
                    "Try another cable; or choose a mode: kmsmirrorctl set SINK mode=WIDTHxHEIGHT");
    if (edid == kms::Edid())
        return problem(fmt::format("{} says what is no EDID", display), "Try another cable or adapter");
    if (!has_right_checksums(connector.edid))
        return problem(fmt::format("{} ({} {}) has an EDID with a wrong checksum", display, edid.make, edid.model),
                       "Try another cable or adapter");
    return ok(fmt::format("{} is a {} {}", display, edid.make, edid.model));
}

}  // namespace kmsmirror::ctl::doctor
