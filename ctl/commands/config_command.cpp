// SPDX-License-Identifier: MIT
#include "ctl/commands/config_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "config/load.h"
#include "config/machine_check.h"
#include "config/settings_store.h"
#include "ctl/view/config_view.h"

namespace kmsmirror::ctl {

namespace fs = std::filesystem;

namespace {

// The daemon does without its folders; a folder that the user names is meant to be there.
void check_that_it_is_there(const std::string& folder) {
    std::error_code error;
    if (fs::status(folder, error).type() == fs::file_type::not_found)
        throw Failure(ExitCode::usage, fmt::format("{}: there is no such folder", printable(folder)));
}

fs::path below(const fs::path& root, const fs::path& path) {
    return root / path.relative_path();
}

}  // namespace

void ConfigCommand::set_up(CLI::App& app) {
    app.require_subcommand(1);
    check_ = app.add_subcommand("check", "Tell what is wrong with the files");
    CLI::App* show = app.add_subcommand("show", "Show what is in force, and where it was set");
    for (CLI::App* subcommand : {check_, show}) {
        CLI::Option* folder = subcommand->add_option(
            "FOLDER", folders_, "Look there instead of in /etc/kmsmirror, /run/kmsmirror and /usr/lib/kmsmirror");
        subcommand
            ->add_option("--root", root_,
                         "Read the files of another machine, for example of an image: below that folder")
            ->type_name("FOLDER")
            ->excludes(folder);
    }
}

ExitCode ConfigCommand::run(Context& context) {
    return check_->parsed() ? check(context.output()) : show(context.output());
}

std::vector<fs::path> ConfigCommand::roots() const {
    for (const std::string& folder : folders_)
        check_that_it_is_there(folder);
    if (!folders_.empty())
        return {folders_.begin(), folders_.end()};
    check_that_it_is_there(root_);
    std::vector<fs::path> roots = config::default_roots();
    for (fs::path& root : roots)
        root = below(root_, root);
    return roots;
}

ExitCode ConfigCommand::check(const Output& output) const {
    config::Loaded loaded = config::load(roots());
    // The devices of another machine are not here.
    if (root_ == "/")
        for (const auto& message : {config::check_card(loaded), config::check_group(loaded)})
            if (message)
                loaded.messages.push_back(*message);
    if (output.is_json())
        output.json({{"refused", loaded.is_refused()}, {"messages", messages_json(loaded.messages)}});
    else
        output.text(messages_text(loaded.messages));
    return loaded.is_refused() ? ExitCode::failed : ExitCode::ok;
}

ExitCode ConfigCommand::show(const Output& output) const {
    const config::Loaded loaded = config::load(roots());
    config::SettingsStore::All remembered;
    if (folders_.empty())
        remembered = config::SettingsStore(below(root_, config::default_settings_folder())).all();
    for (config::Message& message : remembered.messages)
        if (is_hidden(message))
            message = {config::Message::Severity::warning, message.file, 0,
                       "this user may not read it; what is remembered is shown to root only"};
    fmt::print(stderr, "{}{}", messages_text(loaded.messages), messages_text(remembered.messages));
    if (output.is_json())
        output.json(config_json(loaded, remembered.rules));
    else
        output.text(config_text(loaded, remembered.rules));
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
