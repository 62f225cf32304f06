// SPDX-License-Identifier: MIT
#include "ctl/commands/doctor_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "base/text.h"
#include "ctl/doctor/doctor.h"
#include "ctl/doctor/mapping_question.h"
#include "ctl/doctor/mapping_text.h"
#include "ctl/doctor/probed_cards.h"
#include "ctl/doctor/report.h"
#include "ctl/doctor/report_file.h"
#include "kms/libdrm_api.h"

namespace kmsmirror::ctl {

namespace {

// The daemon, connected to only where there is something to ask.
class DaemonSinks final : public doctor::SinkControl {
public:
    explicit DaemonSinks(Context& context) : context_(context) {}

    void release(const Sink& sink) override { (void)context_.daemon().call(sink, "Disable", append_no_options); }
    void take_back(const Sink& sink) override { (void)context_.daemon().call(sink, "Enable", append_no_options); }

private:
    Context& context_;
};

// The status, null when there is none, and then why.
using Answer = std::pair<Json, std::string>;

Answer ask_daemon(Context& context) {
    try {
        return {context.daemon().raw_status(), ""};
    } catch (const Failure& failure) {
        return {nullptr, failure.what()};
    }
}

}  // namespace

void DoctorCommand::set_up(CLI::App& app) {
    constexpr const char* sink_help =
        "Try on this one whether it can read the board's buffers; it is black for a moment. Without the daemon: a "
        "card, connector or USB port";
    CLI::Option* sink = app.add_option("SINK", sink_, sink_help);
    app.add_flag("--mapping", mapping_,
                 "Answer only whether USB displays can map the board's buffers, by trying each call on all of them or "
                 "on SINK");
    app.add_option("--root", root_, "Examine another machine: its files, or copies of them, below that folder")
        ->type_name("FOLDER")
        ->excludes(sink)
        ->excludes("--mapping");
    app.add_option("--report", report_, "Write a text for a bug report, on standard output where no file or - is named")
        ->type_name("FILE")
        ->expected(0, 1);
    app.add_flag("--with-serials", with_serials_, "Leave serial numbers in the report");
}

ExitCode DoctorCommand::run(Context& context) {
    const doctor::System system = root_.empty() ? doctor::System() : doctor::System::elsewhere(root_);
    if (!system.is_here() && !system.has("/sys"))
        throw Failure(ExitCode::usage,
                      fmt::format("{}: not the root of a machine: there is no folder sys", printable(root_)));
    const bool is_daemon_there = system.is_here() || context.options().bus.kind == BusChoice::Kind::address;
    if (!is_daemon_there && context.options().is_bus_named)
        throw Failure(ExitCode::usage,
                      "with --root, only --bus=address:ADDRESS can be the other machine's bus: the system's and the "
                      "session's are of this one");
    auto [status, silence] = is_daemon_there ? ask_daemon(context) : Answer();
    const doctor::Facts facts(system, status.is_null() ? std::nullopt : std::optional(read_status(status)),
                              std::move(silence));
    doctor::check_sink_name(facts, sink_);
    if (report_ && !report_->empty() && *report_ != "-")
        report_file_.emplace(*report_);
    kms::LibdrmApi api;
    if (mapping_)
        return answer_mapping(context, facts, api);
    DaemonSinks sinks(context);
    const auto examined = examine(doctor::all_examinations(api, sinks, sink_), facts);
    const Output& output = context.output();
    const doctor::ReportOptions options{KMSMIRROR_VERSION, with_serials_};
    const bool is_told = report_ && write_report(output, report_text(facts, examined, std::move(status), options));
    if (!is_told && output.is_json())
        output.json(findings_json(examined));
    else if (!is_told)
        output.text(findings_text(examined, &output));
    return exit_code_of(examined);
}

bool DoctorCommand::write_report(const Output& output, const std::string& text) {
    if (report_file_)
        report_file_->write(text);
    else
        output.text(text);
    return !report_file_;
}

ExitCode DoctorCommand::answer_mapping(Context& context, const doctor::Facts& facts, kms::DrmApi& api) {
    DaemonSinks sinks(context);
    const auto answers = doctor::MappingQuestion(api, sinks, sink_).ask(facts);
    const Output& output = context.output();
    const std::string text = doctor::mapping_text(answers, output);
    const bool is_told = report_ && write_report(output, doctor::mapping_report_text(facts, text, KMSMIRROR_VERSION));
    if (!is_told && output.is_json())
        output.json(doctor::mapping_json(answers));
    else if (!is_told)
        output.text(text);
    return doctor::exit_code_of(answers);
}

}  // namespace kmsmirror::ctl
