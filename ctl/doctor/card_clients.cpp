// SPDX-License-Identifier: MIT
#include "ctl/doctor/card_clients.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace kmsmirror::ctl::doctor {

namespace {

bool is_number(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_flag(const std::string& word) {
    return word == "y" || word == "n";
}

// A line of debugfs' "clients": the command, which may have blanks in it, pid, minor, whether it is master and whether
// it is authenticated, and more.
std::optional<Process> parse_master(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    for (std::size_t i = 1; i + 3 < words.size(); ++i) {
        if (!is_number(words[i]) || !is_number(words[i + 1]) || !is_flag(words[i + 2]) || !is_flag(words[i + 3]))
            continue;
        if (words[i + 2] == "n")
            return std::nullopt;
        Process process{words[0], words[i]};
        for (std::size_t word = 1; word < i; ++word)
            process.command += ' ' + words[word];
        return process;
    }
    return std::nullopt;
}

std::string clients_file(const Card& card) {
    return "/sys/kernel/debug/dri/" + card.name.substr(4) + "/clients";
}

bool has_open(const System& system, const std::string& pid, const Card& card) {
    const std::string folder = "/proc/" + pid + "/fd/";
    const auto descriptors = system.names(folder);
    return std::any_of(descriptors.begin(), descriptors.end(), [&](const std::string& descriptor) {
        return system.link_name(folder + descriptor) == card.name;
    });
}

}  // namespace

bool Process::hands_on() const {
    constexpr std::array<std::string_view, 4> keepers{"systemd", "systemd-logind", "elogind", "seatd"};
    return std::find(keepers.begin(), keepers.end(), command) != keepers.end();
}

bool has_clients(const System& system, const Card& card) {
    return system.bytes(clients_file(card)).has_value();
}

std::optional<Process> master_of(const System& system, const Card& card) {
    for (const std::string& line : system.lines(clients_file(card)))
        if (auto master = parse_master(line))
            return master;
    return std::nullopt;
}

std::vector<Process> processes_with(const System& system, const Card& card) {
    std::vector<Process> processes;
    for (const std::string& pid : system.names("/proc")) {
        if (!is_number(pid) || !has_open(system, pid, card))
            continue;
        if (Process process{system.word("/proc/" + pid + "/comm"), pid}; !process.hands_on())
            processes.push_back(std::move(process));
    }
    return processes;
}

}  // namespace kmsmirror::ctl::doctor
