// SPDX-License-Identifier: MIT
#include <array>
#include <tuple>

#include "bus/sink_object.h"
#include "bus/words.h"

// The properties of a sink.
namespace kmsmirror::bus {

namespace {

bool identity_differs(const SinkStatus& a, const SinkStatus& b) {
    return std::tie(a.make, a.model, a.serial) != std::tie(b.make, b.model, b.serial);
}

template <auto Member>
bool setting_differs(const SinkStatus& a, const SinkStatus& b) {
    return a.settings.*Member != b.settings.*Member;
}

template <auto Member>
bool placement_differs(const SinkStatus& a, const SinkStatus& b) {
    return a.placement.*Member != b.placement.*Member;
}

BusRegion bus_region(const Rect& rect) {
    return {rect.x1, rect.y1, rect.x2, rect.y2};
}

}  // namespace

std::span<const PropertyOf<SinkObject, SinkStatus>> SinkObject::properties() {
    using Self = SinkObject;
    static constexpr std::array<PropertyOf<Self, SinkStatus>, 30> all{{
        {"State", member_differs<&SinkStatus::state>, value_by<&Self::State>},
        {"Error", member_differs<&SinkStatus::error>, value_by<&Self::Error>},
        {"Source", member_differs<&SinkStatus::source_id>, value_by<&Self::Source>},
        {"Driver", member_differs<&SinkStatus::driver>, value_by<&Self::Driver>},
        {"Connector", member_differs<&SinkStatus::connector>, value_by<&Self::Connector>},
        {"PanelOrientation", member_differs<&SinkStatus::orientation>, value_by<&Self::PanelOrientation>},
        {"DevicePath", member_differs<&SinkStatus::device_path>, value_by<&Self::DevicePath>},
        {"UsbPath", member_differs<&SinkStatus::usb_path>, value_by<&Self::UsbPath>},
        {"Identity", identity_differs, value_by<&Self::Identity>},
        {"Path", member_differs<&SinkStatus::path>, value_by<&Self::Path>},
        {"PathReason", member_differs<&SinkStatus::path_reason>, value_by<&Self::PathReason>},
        {"FallbackCount", member_differs<&SinkStatus::fallback_count>, value_by<&Self::FallbackCount>},
        {"Mode", member_differs<&SinkStatus::mode>, value_by<&Self::Mode>},
        {"Format", member_differs<&SinkStatus::format>, value_by<&Self::Format>},
        {"Modes", member_differs<&SinkStatus::modes>, value_by<&Self::Modes>},
        {"Enabled", setting_differs<&SinkSettings::enabled>, value_by<&Self::Enabled>},
        {"PathChoice", setting_differs<&SinkSettings::path>, value_by<&Self::PathChoice>},
        {"ModeChoice", setting_differs<&SinkSettings::mode>, value_by<&Self::ModeChoice>},
        {"Fit", setting_differs<&SinkSettings::fit>, value_by<&Self::Fit>},
        {"Rotation", setting_differs<&SinkSettings::rotation>, value_by<&Self::Rotation>},
        {"Reflection", setting_differs<&SinkSettings::reflection>, value_by<&Self::Reflection>},
        {"RegionChoice", setting_differs<&SinkSettings::region>, value_by<&Self::RegionChoice>},
        {"Region", placement_differs<&PlacementStatus::region>, value_by<&Self::Region>},
        {"DisplayPart", placement_differs<&PlacementStatus::display_part>, value_by<&Self::DisplayPart>},
        {"Bezel", setting_differs<&SinkSettings::bezel>, value_by<&Self::Bezel>},
        {"FilterChoice", setting_differs<&SinkSettings::filter>, value_by<&Self::FilterChoice>},
        {"Filter", placement_differs<&PlacementStatus::filter>, value_by<&Self::Filter>},
        {"Dither", setting_differs<&SinkSettings::dither>, value_by<&Self::Dither>},
        {"MaxRate", setting_differs<&SinkSettings::max_rate_mhz>, value_by<&Self::MaxRate>},
        {"RememberedBy", setting_differs<&SinkSettings::remembered_by>, value_by<&Self::RememberedBy>},
    }};
    return all;
}

std::string SinkObject::State() {
    return std::string(word(status_->state));
}

std::string SinkObject::Error() {
    return text_value(status_->error);
}

sdbus::ObjectPath SinkObject::Source() {
    return guarded([&] { return path_of_source(status_->source_id); });
}

std::string SinkObject::Driver() {
    return text_value(status_->driver);
}

std::string SinkObject::Connector() {
    return text_value(status_->connector);
}

std::string SinkObject::PanelOrientation() {
    return std::string(orientation_name(status_->orientation));
}

std::string SinkObject::DevicePath() {
    return text_value(status_->device_path);
}

std::string SinkObject::UsbPath() {
    return text_value(status_->usb_path);
}

sdbus::Struct<std::string, std::string, std::string> SinkObject::Identity() {
    return {text_value(status_->make), text_value(status_->model), text_value(status_->serial)};
}

std::string SinkObject::Path() {
    return std::string(word(status_->path));
}

sdbus::Struct<std::string, std::string, std::string, std::string> SinkObject::PathReason() {
    return guarded([&]() -> sdbus::Struct<std::string, std::string, std::string, std::string> {
        const FailureWords reason = words(status_->path_reason);
        return {reason.call, reason.errno_name, reason.error_class, reason.time};
    });
}

std::uint64_t SinkObject::FallbackCount() {
    return status_->fallback_count;
}

SinkObject::BusMode SinkObject::Mode() {
    const auto& mode = status_->mode;
    return {mode.size.width, mode.size.height, mode.refresh_mhz};
}

std::string SinkObject::Format() {
    return text_value(status_->format);
}

std::vector<SinkObject::BusMode> SinkObject::Modes() {
    return guarded([&] {
        std::vector<BusMode> modes;
        for (const auto& mode : status_->modes)
            modes.emplace_back(mode.size.width, mode.size.height, mode.refresh_mhz);
        return modes;
    });
}

bool SinkObject::Enabled() {
    return status_->settings.enabled;
}

std::string SinkObject::PathChoice() {
    return std::string(path_choice_name(status_->settings.path));
}

std::string SinkObject::ModeChoice() {
    return guarded([&] { return mode_setting_text(status_->settings.mode); });
}

std::string SinkObject::Fit() {
    return std::string(fit_name(status_->settings.fit));
}

std::uint32_t SinkObject::Rotation() {
    return status_->settings.rotation;
}

std::string SinkObject::Reflection() {
    return std::string(reflection_name(status_->settings.reflection));
}

std::string SinkObject::RegionChoice() {
    return guarded([&] { return region_text(status_->settings.region); });
}

BusRegion SinkObject::Region() {
    return bus_region(status_->placement.region);
}

BusRegion SinkObject::DisplayPart() {
    return bus_region(status_->placement.display_part);
}

std::uint32_t SinkObject::Bezel() {
    return status_->settings.bezel;
}

std::string SinkObject::FilterChoice() {
    return std::string(filter_name(status_->settings.filter));
}

std::string SinkObject::Filter() {
    const auto& filter = status_->placement.filter;
    return filter ? std::string(filter_name(*filter)) : std::string();
}

std::string SinkObject::Dither() {
    return std::string(dither_name(status_->settings.dither));
}

std::uint32_t SinkObject::MaxRate() {
    return status_->settings.max_rate_mhz;
}

std::string SinkObject::RememberedBy() {
    return std::string(word(status_->settings.remembered_by));
}

}  // namespace kmsmirror::bus
