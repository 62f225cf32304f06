// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <utility>

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* daemon_name = "kmsmirrord";

std::optional<int> find_daemon(const System& system) {
    for (const std::string& name : system.names("/proc")) {
        int pid = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        const bool is_process = error == std::errc() && end == name.data() + name.size();
        if (is_process && system.word("/proc/" + name + "/comm") == daemon_name)
            return pid;
    }
    return std::nullopt;
}

config::Loaded load_configuration(const System& system) {
    std::vector<std::filesystem::path> roots = config::default_roots();
    for (std::filesystem::path& root : roots)
        root = system.at(root);
    return config::load(roots);
}

}  // namespace

Facts::Facts(const System& its_system, std::optional<Status> its_daemon, std::string its_silence)
    : system(its_system),
      daemon(std::move(its_daemon)),
      silence(std::move(its_silence)),
      daemon_pid(find_daemon(its_system)),
      configuration(load_configuration(its_system)),
      remembered(config::SettingsStore(its_system.at("/var/lib/kmsmirror/sinks")).all()),
      cards(read_cards(its_system, configuration.config.source.card)),
      usb_displays(read_usb_displays(its_system)) {}

}  // namespace kmsmirror::ctl::doctor
