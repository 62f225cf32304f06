// SPDX-License-Identifier: MIT
#include "ctl/usage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace kmsmirror::ctl {
namespace {

constexpr std::size_t short_list = 3;

// How many letters must be put in, taken out or exchanged.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char letter : a) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t exchanged = diagonal + (letter == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({exchanged, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

const CLI::App& chosen(const CLI::App& app) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty())
        command = command->get_subcommands().front();
    return *command;
}

std::vector<std::string> subcommand_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* each : command.get_subcommands([](const CLI::App* /*each*/) { return true; }))
        names.push_back(each->get_name());
    return names;
}

// Those of the program count after each command.
std::vector<std::string> option_names(const CLI::App& app, const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* each : {&app, &command})
        for (const CLI::Option* option : each->get_options([](const CLI::Option* /*each*/) { return true; }))
            if (!option->get_group().empty())
                for (const std::string& name : option->get_lnames())
                    names.push_back("--" + name);
    return names;
}

std::string there_are(const std::vector<std::string>& names, const CLI::App& app) {
    return names.size() <= short_list ? fmt::format("there are {}", fmt::join(names, " and "))
                                      : fmt::format("{} --help lists them", command_words(app));
}

std::string hint(std::string_view word, const std::vector<std::string>& names, const std::string& otherwise) {
    const std::string meant = nearest(word, names);
    return meant.empty() ? otherwise : fmt::format("; is {} meant?", meant);
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
    const auto compare = [word](const std::string& a, const std::string& b) {
        return distance(word, a) < distance(word, b);
    };
    const auto best = std::min_element(words.begin(), words.end(), compare);
    const std::size_t most = std::max<std::size_t>(1, word.size() / 3);
    return best == words.end() || distance(word, *best) > most ? "" : *best;
}

void take_number(CLI::Option* option, unsigned lowest, unsigned highest) {
    option->type_name("N")->check(CLI::Range(lowest, highest).description(""));
}

std::string command_words(const CLI::App& app) {
    std::string words = app.get_name();
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        words += ' ' + command->get_name();
    }
    return words;
}

std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App& command = chosen(app);
    const auto names = subcommand_names(command);
    const auto extra = app.remaining(true);
    const bool lacks_command = command.get_require_subcommand_min() > 0;
    if (extra.empty())
        return lacks_command ? fmt::format("{}: what to do is missing; {}", command.get_name(), there_are(names, app))
                             : printable(error.what());
    const std::string word = printable(extra.front());
    if (word.starts_with('-')) {
        const std::string name = word.substr(0, word.find('='));
        return fmt::format("{}: no such option{}", name, hint(name, option_names(app, command), ""));
    }
    if (!names.empty())
        return fmt::format("{}: no such command{}", word, hint(word, names, "; " + there_are(names, app)));
    return fmt::format("{}: {} takes no such word", word, command_words(app));
}

}  // namespace kmsmirror::ctl
