// SPDX-License-Identifier: MIT
#include "kms/connector.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>
#include <vector>

#include "kms/device.h"

namespace kmsmirror::kms {

namespace {

// 0 is best.
int rank_of(const ConnectorInfo& connector) {
    const int without_modes = connector.modes.empty() ? 1 : 0;
    switch (connector.status) {
        case ConnectorStatus::connected:
            return without_modes;
        case ConnectorStatus::unknown:
            return 2 + without_modes;
        case ConnectorStatus::disconnected:
            break;
    }
    return 4;
}

// A connector may go between two calls: those of DisplayPort hubs come and go.
bool has_gone(const Result<ConnectorInfo>& connector) {
    return !connector && connector.error() == std::errc::no_such_file_or_directory;
}

Result<ConnectorInfo> find_by_name(const Device& device, const std::string& name) {
    for (const std::uint32_t id : device.resources().connector_ids) {
        auto connector = device.get_connector(id, false);
        if (!connector && !has_gone(connector))
            return connector;
        if (connector && connector->name == name)
            return device.get_connector(id, true);
    }
    return failure(ENOENT);
}

}  // namespace

Result<ConnectorInfo> choose_connector(const Device& device, const std::string& name) {
    if (!name.empty())
        return find_by_name(device, name);
    std::optional<ConnectorInfo> best;
    for (const std::uint32_t id : device.resources().connector_ids) {
        auto connector = device.get_connector(id, true);
        if (has_gone(connector))
            continue;
        if (!connector)
            return connector;
        if (!best || rank_of(*connector) < rank_of(*best))
            best = std::move(*connector);
        if (rank_of(*best) == 0)
            break;
    }
    if (!best)
        return failure(ENOENT);
    return std::move(*best);
}

bool has_display(const ConnectorInfo& connector) {
    return connector.status != ConnectorStatus::disconnected && !connector.modes.empty();
}

std::string no_display_text(const Device& device, const ConnectorInfo& connector) {
    if (connector.status == ConnectorStatus::disconnected)
        return fmt::format("no display is connected to {}", connector.name);
    const CardResources& limits = device.resources();
    return fmt::format("{} can show none of the modes of the display on {}: its pictures are {}x{} to {}x{}",
                       device.driver(), connector.name, limits.min.width, limits.min.height, limits.max.width,
                       limits.max.height);
}

std::string connector_names(const Device& device) {
    std::vector<std::string> names;
    for (const std::uint32_t id : device.resources().connector_ids)
        if (auto connector = device.get_connector(id, false))
            names.push_back(std::move(connector->name));
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace kmsmirror::kms
