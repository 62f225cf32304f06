// SPDX-License-Identifier: MIT
#include "ctl/commands/reload_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kmsmirror::ctl {

namespace {

// The daemon joins what it says of several files, each of which it names by its path, by "; ".
std::vector<std::string> split_errors(std::string text) {
    constexpr std::string_view separator = "; /";
    std::vector<std::string> errors;
    for (std::size_t end = 0; (end = text.find(separator)) != std::string::npos; text.erase(0, end + 2))
        errors.push_back(text.substr(0, end));
    errors.push_back(std::move(text));
    return errors;
}

}  // namespace

void ReloadCommand::set_up(CLI::App& /*app*/) {}

bus::Message ReloadCommand::reload(Context& context) {
    try {
        return context.daemon().call_manager("Reload", append_no_options);
    } catch (const Failure& failure) {
        const auto errors = split_errors(failure.what());
        if (context.output().is_json())
            context.output().json({{"errors", errors}});
        const bool is_about_files = errors.front().starts_with('/');
        throw Failure(failure.code(),
                      fmt::format("{}{}", fmt::join(errors, "\n"),
                                  is_about_files ? "\nNothing was changed: what was in force before still is." : ""));
    }
}

ExitCode ReloadCommand::run(Context& context) {
    const auto reply = reload(context);
    const Json warnings = bus::read_value(reply.get());
    if (context.output().is_json()) {
        context.output().json({{"warnings", warnings}});
        return ExitCode::ok;
    }
    for (const Json& warning : warnings)
        context.output().text(warning.get<std::string>() + '\n');
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
