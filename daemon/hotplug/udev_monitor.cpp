// SPDX-License-Identifier: MIT
#include "hotplug/udev_monitor.h"

#include <libudev.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/panel_bus.h"
#include "hotplug/card_table.h"
#include "hotplug/instance.h"
#include "hotplug/place.h"
#include "loop/fd_watch.h"

namespace kmsmirror::hotplug {

namespace {

template <auto Unref>
struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept {
        Unref(object);
    }
};

using UdevPtr = std::unique_ptr<udev, Deleter<udev_unref>>;
using MonitorPtr = std::unique_ptr<udev_monitor, Deleter<udev_monitor_unref>>;
using EnumeratePtr = std::unique_ptr<udev_enumerate, Deleter<udev_enumerate_unref>>;
using DevicePtr = std::unique_ptr<udev_device, Deleter<udev_device_unref>>;

template <class T>
T* not_null(T* object, const char* what) {
    if (object == nullptr)
        throw std::system_error(errno, std::generic_category(), what);
    return object;
}

void check(int negative_errno, const char* what) {
    if (negative_errno < 0)
        throw std::system_error(-negative_errno, std::generic_category(), what);
}

// A card that no rule of the administrator leaves to other programs.
bool is_for_us(udev_device* device) {
    const char* const ignore = udev_device_get_property_value(device, "KMSMIRROR_IGNORE");
    return is_card_name(udev_device_get_sysname(device)) && (ignore == nullptr || std::string_view(ignore) != "1");
}

bool is_udevd_running() {
    return ::access("/run/udev/control", F_OK) == 0;
}

std::string sysfs_value(udev_device* device, const char* name) {
    return device == nullptr ? std::string() : untrusted_text(udev_device_get_sysattr_value(device, name));
}

CardInfo describe(udev_device* device) {
    // Parents belong to the device; they are not unreferenced.
    udev_device* parent = udev_device_get_parent(device);
    udev_device* usb = udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_device");
    CardInfo card;
    card.device_path = untrusted_text(udev_device_get_devnode(device));
    card.syspath = untrusted_text(udev_device_get_syspath(device));
    card.is_usb = usb != nullptr;
    if (parent != nullptr) {
        card.driver = untrusted_text(udev_device_get_driver(parent));
        card.is_small_panel = is_bus_of_small_panels(untrusted_text(udev_device_get_subsystem(parent)));
    }
    const Surroundings around{
        .id_path = untrusted_text(udev_device_get_property_value(device, "ID_PATH")),
        .usb_name = usb == nullptr ? std::string() : untrusted_text(udev_device_get_sysname(usb)),
        .usb_speed = sysfs_value(usb, "speed"),
        .parent = parent == nullptr ? std::string() : untrusted_text(udev_device_get_sysname(parent)),
        .device_path = card.device_path};
    card.id_path = place_of(around);
    card.usb_path = usb_port_of(around);
    card.is_seat_master = udev_device_has_current_tag(device, "master-of-seat") > 0;
    card.instance = instance_at(udev_device_get_syspath(device)).value_or(0);
    return card;
}

}  // namespace

struct UdevMonitor::State : std::enable_shared_from_this<State> {
    explicit State(std::function<void(const CardEvent&)> callback) : on_event(std::move(callback)) {}

    void open(loop::EventLoop& loop);
    [[nodiscard]] const CardInfo* find(udev_device* device) const;
    [[nodiscard]] std::vector<CardInfo> enumerate() const;
    void synchronize();
    void receive();
    void handle(udev_device* device);
    void report(const std::vector<CardEvent>& events);

    std::function<void(const CardEvent&)> on_event;
    bool has_udevd = is_udevd_running();
    UdevPtr context;
    MonitorPtr monitor;
    CardTable table;
    std::optional<loop::FdWatch> watch;  // none = the monitor was destroyed
};

void UdevMonitor::State::open(loop::EventLoop& loop) {
    context.reset(not_null(udev_new(), "udev_new"));
    const char* group = has_udevd ? "udev" : "kernel";
    monitor.reset(not_null(udev_monitor_new_from_netlink(context.get(), group), "open a udev monitor"));
    check(udev_monitor_filter_add_match_subsystem_devtype(monitor.get(), "drm", "drm_minor"), "filter udev events");
    check(udev_monitor_enable_receiving(monitor.get()), "receive udev events");
    watch.emplace(loop, udev_monitor_get_fd(monitor.get()), [this] { receive(); });
}

const CardInfo* UdevMonitor::State::find(udev_device* device) const {
    const char* const syspath = udev_device_get_syspath(device);
    const auto instance = instance_at(syspath);
    return instance ? table.find(untrusted_text(syspath), *instance) : nullptr;
}

std::vector<CardInfo> UdevMonitor::State::enumerate() const {
    const EnumeratePtr list(not_null(udev_enumerate_new(context.get()), "list display cards"));
    check(udev_enumerate_add_match_subsystem(list.get(), "drm"), "list display cards");
    check(udev_enumerate_scan_devices(list.get()), "list display cards");
    std::vector<CardInfo> cards;
    udev_list_entry* entry = nullptr;
    udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(list.get())) {
        const DevicePtr device(udev_device_new_from_syspath(context.get(), udev_list_entry_get_name(entry)));
        if (!device || !is_for_us(device.get()))
            continue;
        if (!has_udevd || udev_device_get_is_initialized(device.get()) != 0)
            cards.push_back(describe(device.get()));
        else if (const CardInfo* known = find(device.get()))
            cards.push_back(*known);  // udev forgot it, because somebody sent an event that it was removed
        // What udevd has not finished with has no ID_PATH yet; its event is still to come.
    }
    std::sort(cards.begin(), cards.end(),
              [](const CardInfo& a, const CardInfo& b) { return a.device_path < b.device_path; });
    return cards;
}

void UdevMonitor::State::synchronize() {
    report(table.synchronize(enumerate()));
}

void UdevMonitor::State::receive() {
    const auto keep_alive = shared_from_this();
    while (watch) {
        const DevicePtr device(udev_monitor_receive_device(monitor.get()));
        if (device)
            handle(device.get());
        else if (errno == ENOBUFS)
            synchronize();  // more came than the socket holds
        else
            return;
    }
}

void UdevMonitor::State::handle(udev_device* device) {
    const char* action = udev_device_get_action(device);
    if (action == nullptr || !is_card_name(udev_device_get_sysname(device)))
        return;
    const std::string_view what(action);
    const char* const syspath = udev_device_get_syspath(device);
    if (what == "remove") {
        if (auto event = table.remove(untrusted_text(syspath), instance_at(syspath)))
            report({*std::move(event)});
    } else if (!is_for_us(device)) {
        if (auto event = table.drop(untrusted_text(syspath)))
            report({*std::move(event)});
    } else if (what == "add" || what == "change") {
        report(table.add_or_change(describe(device), what == "change"));
    }
}

void UdevMonitor::State::report(const std::vector<CardEvent>& events) {
    for (const CardEvent& event : events)
        if (watch)
            on_event(event);
}

UdevMonitor::UdevMonitor(loop::EventLoop& loop, std::function<void(const CardEvent&)> on_event)
    : state_(std::make_shared<State>(std::move(on_event))) {
    state_->open(loop);
}

UdevMonitor::~UdevMonitor() {
    state_->watch.reset();
}

void UdevMonitor::start() {
    const auto state = state_;
    state->synchronize();
}

}  // namespace kmsmirror::hotplug
