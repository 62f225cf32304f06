// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/vhci_port.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "tests/vm/control/throw_errno.h"

namespace kmsmirror::emulator {
namespace {

// The first controller has the files of all.
constexpr const char* folder = "/sys/devices/platform/vhci_hcd.0";
constexpr unsigned status_free = 4;  // enum usbip_device_status: VDEV_ST_NULL
constexpr unsigned speed_high = 3;   // enum usb_device_speed: USB_SPEED_HIGH
constexpr unsigned first_device_id = 0x10001;

std::string read_status() {
    std::stringstream text;
    std::ifstream file(std::string(folder) + "/status");
    if (!file)
        throw std::runtime_error("there is no vhci_hcd.0: load the module vhci-hcd");
    for (unsigned controller = 1; file; ++controller) {
        text << file.rdbuf();
        file = std::ifstream(fmt::format("{}/status.{}", folder, controller));
    }
    return text.str();
}

std::optional<VhciPort> find_port(std::string_view status, unsigned number) {
    std::istringstream lines{std::string(status)};
    for (std::string line; std::getline(lines, line);) {
        auto port = parse_port_line(line);
        if (port && port->number == number)
            return port;
    }
    return std::nullopt;
}

// None of the files in sysfs can be waited for, so look often.
template <class Condition>
bool wait_until(Condition condition, std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds interval{5};
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(interval);
    }
    return true;
}

}  // namespace

std::optional<VhciPort> parse_port_line(std::string_view line) {
    std::istringstream words{std::string(line)};
    std::string hub, device_id, socket, usb_device;
    unsigned number = 0, status = 0, speed = 0;
    if (!(words >> hub >> number >> status >> speed >> device_id >> socket >> usb_device))
        return std::nullopt;
    if (usb_device == "0-0")
        usb_device.clear();
    return VhciPort{number, hub == "hs", status == status_free, usb_device};
}

unsigned find_free_port(std::string_view status, std::optional<unsigned> wanted) {
    std::istringstream lines{std::string(status)};
    unsigned count = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto port = parse_port_line(line);
        if (!port || !port->is_high_speed)
            continue;
        ++count;
        if (port->is_free && (!wanted || *wanted == port->number))
            return port->number;
    }
    if (wanted)
        throw std::runtime_error(fmt::format("port {} of vhci_hcd is not a free high-speed port", *wanted));
    throw std::runtime_error(
        fmt::format("all {} high-speed ports of vhci_hcd are in use; a kernel has "
                    "USBIP_VHCI_HC_PORTS of them on each of USBIP_VHCI_NR_HCS controllers",
                    count));
}

Attachment attach_high_speed(std::optional<unsigned> wanted_port) {
    const unsigned port = find_free_port(read_status(), wanted_port);
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        control::throw_errno("socketpair");
    UniqueFd ours(ends[0]);
    const UniqueFd kernels(ends[1]);  // the kernel takes its own reference

    const std::string path = std::string(folder) + "/attach";
    const UniqueFd attach(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!attach)
        control::throw_errno(path);
    const std::string line = fmt::format("{} {} {} {}", port, kernels.get(), first_device_id + port, speed_high);
    if (::write(attach.get(), line.data(), line.size()) < 0)
        control::throw_errno(fmt::format("attaching to port {} of vhci_hcd", port));
    return {std::move(ours), port};
}

bool remove_device(const std::string& usb_device, std::chrono::milliseconds limit) {
    const std::string device = "/sys/bus/usb/devices/" + usb_device;
    std::ofstream(device + "/remove") << "1";
    return wait_until([&device] { return !std::filesystem::exists(device); }, limit);
}

bool wait_until_released(unsigned port, std::chrono::milliseconds limit) {
    return wait_until(
        [port] {
            const auto state = find_port(read_status(), port);
            return state && state->is_free;
        },
        limit);
}

std::string usb_device_at(unsigned port) {
    const auto state = find_port(read_status(), port);
    return state ? state->usb_device : std::string();
}

}  // namespace kmsmirror::emulator
