// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/displays.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace kmsmirror::emulator {
namespace {

void apply(const Habits& habits, Display& display) {
    display.answer_edid(habits.edid);
    display.refuse_modes(habits.refuses_modes);
}

}  // namespace

unsigned Displays::plug(std::span<const std::string> words) {
    const std::lock_guard lock(mutex_);
    KnownDisplay display;
    display.options = words.size() == 1 ? known(words[0]).options : parse_plug_options(words);
    const std::string& name = display.options.name;
    if (const auto found = displays_.find(name); found != displays_.end()) {
        if (found->second.is_connected())
            throw std::invalid_argument(name + " is plugged in already");
        display.habits = found->second.habits;
    }
    auto device = create_display(display.options);
    apply(display.habits, *device);
    Attachment attachment = attach_(display.options.port);
    display.port = attachment.port;
    display.session = std::make_shared<Session>(name, std::move(device), std::move(attachment.socket));
    display.session->set_speed(display.habits.bytes_per_second);
    displays_.insert_or_assign(name, display);
    return display.port;
}

void Displays::unplug(const std::string& name) {
    constexpr std::chrono::seconds limit{60};  // a hub waits for its other devices while they are plugged in
    KnownDisplay display;
    std::string usb_device;
    {
        const std::lock_guard lock(mutex_);
        display = known(name);
        if (!display.session)
            throw std::invalid_argument(name + " is not plugged in");
        known(name).session = nullptr;
        if (!display.is_connected())
            return;  // its port may belong to another one
        usb_device = usb_device_at(display.port);
    }
    display.session->refuse_transfers();
    const bool removed = usb_device.empty() || remove_device(usb_device, limit);
    const std::lock_guard lock(mutex_);  // so that no other display gets the port before it was seen free
    display.session->disconnect();
    if (!wait_until_released(display.port, limit) || !removed)
        throw std::runtime_error(fmt::format("the kernel does not let go of port {}", display.port));
}

void Displays::unplug_all() {
    for (const auto& [name, display] : all()) {
        if (display.session)
            display.session->disconnect();
    }
}

void Displays::change_habits(const std::string& name, const std::function<void(Habits&)>& change) {
    const std::lock_guard lock(mutex_);
    KnownDisplay& display = known(name);
    change(display.habits);
    if (!display.session)
        return;
    display.session->change_display([&display](Display& device) { apply(display.habits, device); });
    display.session->set_speed(display.habits.bytes_per_second);
}

KnownDisplay Displays::find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return known(name);
}

KnownDisplay Displays::find_plugged(const std::string& name) {
    KnownDisplay display = find(name);
    if (!display.session)
        throw std::invalid_argument(name + " is not plugged in");
    return display;
}

std::map<std::string, KnownDisplay> Displays::all() const {
    const std::lock_guard lock(mutex_);
    return displays_;
}

KnownDisplay& Displays::known(const std::string& name) {
    const auto found = displays_.find(name);
    if (found == displays_.end())
        throw std::invalid_argument(fmt::format("there is no display named '{}'", name));
    return found->second;
}

}  // namespace kmsmirror::emulator
