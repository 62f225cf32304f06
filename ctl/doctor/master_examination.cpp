// SPDX-License-Identifier: MIT
#include "ctl/doctor/master_examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>

namespace kmsmirror::ctl::doctor {

namespace {

struct Client {
    std::string command;
    std::string pid;
};

bool is_number(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_flag(const std::string& word) {
    return word == "y" || word == "n";
}

// A line of debugfs' "clients": the command, which may have blanks in it, pid, minor, whether it is master and whether
// it is authenticated, and more.
std::optional<Client> parse_master(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    for (std::size_t i = 1; i + 3 < words.size(); ++i) {
        if (!is_number(words[i]) || !is_number(words[i + 1]) || !is_flag(words[i + 2]) || !is_flag(words[i + 3]))
            continue;
        if (words[i + 2] == "n")
            return std::nullopt;
        Client client{words[0], words[i]};
        for (std::size_t word = 1; word < i; ++word)
            client.command += ' ' + words[word];
        return client;
    }
    return std::nullopt;
}

std::string clients_file(const Card& card) {
    return "/sys/kernel/debug/dri/" + card.name.substr(4) + "/clients";
}

bool is_daemon(const Client& client, const Facts& facts) {
    return facts.daemon_pid && client.pid == std::to_string(*facts.daemon_pid);
}

Finding about(const Card& card, const std::vector<std::string>& clients, const Facts& facts) {
    for (const std::string& line : clients) {
        const auto master = parse_master(line);
        if (!master)
            continue;
        if (is_daemon(*master, facts))
            return ok(fmt::format("kmsmirrord is master of {}", card.words()));
        const std::string what = fmt::format(
            "{} (process {}) is master of {}, so that kmsmirrord cannot show pictures "
            "there",
            master->command, master->pid, card.words());
        return problem(what, card.is_usb() ? "Let that program leave the card alone: the udev rule 72-kmsmirror.rules "
                                             "gives it to another seat; then start that program again"
                                           : "End that program, for example: systemctl stop display-manager");
    }
    return ok(fmt::format("No program is master of {}", card.words()));
}

// What the daemon says, where debugfs says nothing.
std::vector<Finding> findings_of(const Status& status) {
    std::vector<Finding> findings;
    for (const Sink& sink : status.sinks)
        if (sink.state == "no-master")
            findings.push_back(problem(fmt::format("Another program is master of the card of sink {}", sink.id),
                                       "As root, kmsmirrorctl doctor tells which one"));
    return findings;
}

}  // namespace

std::vector<Finding> MasterExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    bool is_readable = false;
    for (const Card& card : facts.cards) {
        if (!facts.system.bytes(clients_file(card)))
            continue;
        is_readable = true;
        if (card.is_usb() || &card == board_card(facts.cards))
            findings.push_back(about(card, facts.system.lines(clients_file(card)), facts));
    }
    if (is_readable || facts.cards.empty())
        return findings;
    if (facts.daemon)
        findings = findings_of(*facts.daemon);
    if (findings.empty())
        findings.push_back(note("Who is master of the cards is not known: debugfs cannot be read",
                                "Run this as root, with debugfs mounted on /sys/kernel/debug"));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
