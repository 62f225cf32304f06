// SPDX-License-Identifier: MIT
#include "ctl/program.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "ctl/commands/commands.h"
#include "ctl/completion.h"
#include "ctl/context.h"
#include "ctl/usage.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* program_name = "kmsmirrorctl";

int tell(const Failure& failure, const CLI::App& app) {
    fmt::print(stderr, "{}: {}\n", program_name, failure.what());
    if (failure.code() == ExitCode::usage)
        fmt::print(stderr, "Try '{} --help'.\n", command_words(app));
    return static_cast<int>(failure.code());
}

JsonMode parse_json(const std::string& text) {
    if (text == "off")
        return JsonMode::off;
    if (text == "short")
        return JsonMode::short_form;
    if (text == "pretty")
        return JsonMode::pretty;
    throw Failure(ExitCode::usage, fmt::format("--json={}: not pretty, short or off", printable(text)));
}

// The command line of the program: what it adds to CLI::App lives as long as that.
class CommandLine {
public:
    CommandLine() {
        app_.name(program_name);
        app_.set_version_flag("--version", fmt::format("{} {}", program_name, KMSMIRROR_VERSION));
        app_.set_help_flag("-h,--help", "Show this help");
        app_.get_formatter()->label("TEXT", "");
        app_.fallthrough();
        app_.require_subcommand(0, 1);
        app_.add_option("--json", json_, "Print JSON: pretty, short (one line) or off")->type_name("FORM");
        app_.add_flag("-j", is_json_short_, "The same as --json=short");
        app_.add_flag("--no-legend", no_legend_, "Print tables without headings");
        app_.add_option("--bus", bus_, "Where kmsmirrord is: system (default), session or address:ADDRESS")
            ->type_name("BUS");
        app_.add_flag("--session", is_session_, "The same as --bus=session");
        app_.add_option("--complete", completion_kind_)->group("");  // for shells, not shown by --help
        for (const CommandEntry& entry : commands()) {
            CLI::App* subcommand = app_.add_subcommand(entry.name, entry.summary);
            commands_.push_back({subcommand, entry.create()});
            commands_.back().command->set_up(*subcommand);
        }
    }

    ExitCode run(int argc, char** argv) {
        app_.parse(argc, argv);
        if (is_json_short_)
            json_ = "short";
        options_.json = parse_json(json_);
        options_.legend = !no_legend_;
        options_.is_bus_named = is_session_ || app_.get_option("--bus")->count() > 0;
        options_.bus = parse_bus(is_session_ ? "session" : bus_);
        Context context(options_);
        if (!completion_kind_.empty()) {
            print_completions(context, completion_kind_);
            return ExitCode::ok;
        }
        return chosen().run(context);
    }

    [[nodiscard]] CLI::App& app() noexcept { return app_; }

private:
    struct Entry {
        CLI::App* app;
        std::unique_ptr<Command> command;
    };

    Command& chosen() {
        for (const Entry& entry : commands_)
            if (entry.app->parsed())
                return *entry.command;
        return *commands_.front().command;
    }

    CLI::App app_{"Shows and controls what kmsmirrord mirrors"};
    std::string json_ = "off";
    std::string bus_ = "system";
    std::string completion_kind_;
    bool is_json_short_ = false;
    bool no_legend_ = false;
    bool is_session_ = false;
    std::vector<Entry> commands_;
    Options options_;
};

}  // namespace

int run_program(int argc, char** argv) {
    CommandLine line;
    try {
        return static_cast<int>(line.run(argc, argv));
    } catch (const CLI::Success& success) {  // --help, --version
        return line.app().exit(success);
    } catch (const CLI::ParseError& error) {
        return tell({ExitCode::usage, parse_error_text(line.app(), error)}, line.app());
    } catch (const Failure& failure) {
        return tell(failure, line.app());
    } catch (const std::exception& error) {
        return tell({ExitCode::failed, error.what()}, line.app());
    }
}

}  // namespace kmsmirror::ctl
