// SPDX-License-Identifier: MIT
#include "fake_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "fakes/personality.h"

namespace kmsmirror::ctl::doctor {

namespace fs = std::filesystem;

std::string edid_bytes(const std::string& serial) {
    const auto edid = fakes::make_edid("DEL", "U2412", serial);
    std::string bytes;
    std::transform(edid.begin(), edid.end(), std::back_inserter(bytes),
                   [](auto byte) { return static_cast<char>(byte); });
    return bytes;
}

FakeMachine::FakeMachine() {
    std::string folder = fs::temp_directory_path() / "kmsmirror-doctor-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "mkdtemp");
    root_ = folder;
    write("/proc/sys/kernel/osrelease", "6.12.1-board\n");
    write("/proc/version", "Linux version 6.12.1-board\n");
    write("/proc/meminfo", "MemTotal:  250000 kB\nCmaTotal:   65536 kB\nCmaFree:    32768 kB\n");
    write("/proc/modules", "udl 16384 1 - Live 0x0\ngud 24576 1 - Live 0x0\n");
    write("/proc/40/comm", "kmsmirrord\n");
    write("/proc/40/status", "Name:\tkmsmirrord\nCapPrm:\t0000000000200000\nCapEff:\t0000000000200000\n");
    write("/boot/config-6.12.1-board",
          "CONFIG_DRM=y\nCONFIG_DRM_UDL=m\nCONFIG_DRM_GUD=y\n# CONFIG_FB_UDL is not set\n");
    write("/lib/modules/6.12.1-board/modules.dep", "kernel/drivers/gpu/drm/udl/udl.ko.xz: kernel/drm.ko.xz\n");
    write("/dev/dma_heap/linux,cma", "");
    write("/dev/dma_heap/system", "");
    fs::create_directories(path_of("/var/lib/kmsmirror"));
    write("/etc/os-release", "NAME=Board\nPRETTY_NAME=\"Board OS 1\"\n");
    add_card("card0", "platform", "drm-clcd-pl111", "VGA-1");
    plug("1-1", "17e9:0360", "udl");
    add_card("card1", "1-1", "udl", "DVI-I-1");
    plug("1-2", "1d50:614d", "gud");
    add_card("card2", "1-2", "gud", "USB-1");
    plug("1-3", "046d:c077", "usbhid");
    for (const char* card : {"card0", "card1", "card2"})
        set_master(card, "kmsmirrord", "40");
    programs["systemctl"] = "LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nNRestarts=0\n";
}

FakeMachine::~FakeMachine() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

void FakeMachine::write(const std::string& path, const std::string& text) const {
    const fs::path file = path_of(path);
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

void FakeMachine::link(const std::string& path, const std::string& target) const {
    const fs::path file = path_of(path);
    fs::create_directories(file.parent_path());
    fs::remove(file);
    fs::create_symlink(target, file);
}

void FakeMachine::remove(const std::string& path) const {
    fs::remove_all(path_of(path));
}

std::string FakeMachine::path_of(const std::string& path) const {
    return root_ / fs::path(path).relative_path();
}

void FakeMachine::plug(const std::string& name, const std::string& id, const std::string& driver,
                       const std::string& speed) const {
    const std::string device = "/sys/bus/usb/devices/" + name;
    write(device + "/idVendor", id.substr(0, 4) + '\n');
    write(device + "/idProduct", id.substr(5) + '\n');
    write(device + "/speed", speed + '\n');
    write(device + "/serial", "USB-SERIAL-" + name + '\n');
    const std::string interface = device + ":1.0";
    write(interface + "/bInterfaceClass", "ff\n");
    write(interface + "/bInterfaceSubClass", "00\n");
    write(interface + "/bInterfaceProtocol", "00\n");
    if (driver.empty())
        remove(interface + "/driver");
    else
        link(interface + "/driver", "../../../../bus/usb/drivers/" + driver);
}

void FakeMachine::add_card(const std::string& name, const std::string& device, const std::string& driver,
                           const std::string& connector) const {
    const bool is_usb = device != "platform";
    // As in sysfs, "device" leads to the interface, which the folder of the bus has, too.
    const std::string folder = is_usb ? "/sys/bus/usb/devices/" + device + ":1.0" : "/sys/devices/platform/display";
    link("/sys/class/drm/" + name + "/device", "../../.." + folder.substr(4));
    link(folder + "/driver", "../drivers/" + driver);
    link(folder + "/subsystem", is_usb ? "../../../../bus/usb" : "../../../bus/platform");
    const std::string connector_folder = "/sys/class/drm/" + name + '-' + connector;
    write(connector_folder + "/status", "connected\n");
    write(connector_folder + "/modes", "1024x768\n800x600\n");
    write(connector_folder + "/edid", edid_bytes("SERIAL-" + name));
}

void FakeMachine::set_master(const std::string& card, const std::string& command, const std::string& pid) const {
    write("/sys/kernel/debug/dri/" + card.substr(4) + "/clients",
          "             command  tgid dev master a   uid      magic\n"
          "              logger    12   0   n    n     0          0\n" +
              (command.empty() ? "" : fmt::format("{:>20} {:>5}   0   y    y     0          1\n", command, pid)));
}

System FakeMachine::system() const {
    return System(root_, [this](const std::vector<std::string>& words) -> std::optional<std::string> {
        const auto found = programs.find(words.front());
        return found == programs.end() ? std::nullopt : std::optional(found->second);
    });
}

Status healthy_status() {
    Status status;
    status.version = "0.1.0";
    status.state = "mirroring";
    Source source;
    source.id = "display-VGA-1";
    source.device_path = "/dev/dri/card0";
    source.state = "scanout";
    status.sources.push_back(source);
    for (const char* driver : {"udl", "gud"}) {
        Sink sink;
        const bool is_udl = status.sinks.empty();
        sink.id = is_udl ? "usb-1-DVI-I-1" : "usb-2-USB-1";
        sink.connector = is_udl ? "DVI-I-1" : "USB-1";
        sink.device_path = is_udl ? "/dev/dri/card1" : "/dev/dri/card2";
        sink.driver = driver;
        sink.state = "mirroring";
        sink.source_id = source.id;
        sink.path = "prime";
        sink.path_choice = "auto";
        sink.serial = "SINK-SERIAL";
        status.sinks.push_back(sink);
    }
    return status;
}

}  // namespace kmsmirror::ctl::doctor
