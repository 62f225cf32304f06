// SPDX-License-Identifier: MIT
#include "ctl/doctor/edid_examination.h"

#include <fmt/format.h>

#include <numeric>

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

Finding about(const Card& card, const Connector& connector) {
    const std::string display = fmt::format("The display on {} of {}", connector.name, card.name);
    if (connector.edid.empty())
        return note(fmt::format("{} does not say what it is (no EDID): only standard modes are offered", display),
                    "Try another cable; or choose a mode: kmsmirrorctl set SINK mode=WIDTHxHEIGHT");
    const kms::Edid edid = kms::parse_edid(std::as_bytes(std::span(connector.edid)));
    if (edid == kms::Edid())
        return problem(fmt::format("{} says what is no EDID", display), "Try another cable or adapter");
    if (!has_right_checksums(connector.edid))
        return problem(fmt::format("{} ({} {}) has an EDID with a wrong checksum", display, edid.make, edid.model),
                       "Try another cable or adapter");
    return ok(fmt::format("{} is a {} {}", display, edid.make, edid.model));
}

}  // namespace

std::vector<Finding> EdidExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    for (const Card& card : facts.cards) {
        if (!card.is_usb())
            continue;
        for (const Connector& connector : card.connectors) {
            if (connector.connected)
                findings.push_back(about(card, connector));
            else
                findings.push_back(note(fmt::format("No display is connected to {} of {}", connector.name, card.name),
                                        "Connect a display and switch it on"));
        }
    }
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
