// SPDX-License-Identifier: MIT
#include "ctl/doctor/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "ctl/doctor/capability_examination.h"
#include "ctl/doctor/cma_examination.h"
#include "ctl/doctor/driver_examination.h"
#include "ctl/doctor/edid_examination.h"
#include "ctl/doctor/heap_examination.h"
#include "ctl/doctor/kernel_examination.h"
#include "ctl/doctor/master_examination.h"
#include "ctl/doctor/service_examination.h"
#include "ctl/doctor/settings_examination.h"
#include "ctl/doctor/sink_examination.h"
#include "ctl/doctor/source_display_examination.h"
#include "ctl/doctor/source_examination.h"
#include "ctl/doctor/speed_examination.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl::doctor {

namespace {

using Level = Finding::Level;

const char* level_name(Level level) {
    switch (level) {
        case Level::ok:
            return "ok";
        case Level::note:
            return "note";
        case Level::problem:
            return "problem";
    }
    return "note";
}

Colour level_colour(Level level) {
    switch (level) {
        case Level::ok:
            return Colour::green;
        case Level::note:
            return Colour::yellow;
        case Level::problem:
            return Colour::red;
    }
    return Colour::plain;
}

template <class... Types>
Examinations make(std::unique_ptr<Examination> last) {
    Examinations examinations;
    (examinations.push_back(std::make_unique<Types>()), ...);
    examinations.push_back(std::move(last));
    return examinations;
}

std::string finding_text(const Finding& finding, const Output* output) {
    constexpr std::size_t indent = 9;
    const std::size_t width = output == nullptr ? 0 : output->width();
    const std::string what = wrapped(finding.what + '.', width, indent);
    const std::string level = fmt::format("{:<{}}", level_name(finding.level), indent);
    const std::string text =
        (output == nullptr ? level : output->paint(level_colour(finding.level), level)) + what.substr(indent);
    return finding.fix.empty() ? text : text + wrapped("-> " + finding.fix, width, indent);
}

}  // namespace

Examinations all_examinations(kms::DrmApi& api, SinkControl& control, const std::string& sink) {
    return make<ServiceExamination, CapabilityExamination, SourceExamination, SourceDisplayExamination,
                KernelExamination, DriverExamination, SpeedExamination, EdidExamination, SinkExamination,
                MasterExamination, CmaExamination, HeapExamination, SettingsExamination>(
        std::make_unique<MappingExamination>(api, control, sink));
}

std::vector<Examined> examine(const Examinations& examinations, const Facts& facts) {
    std::vector<Examined> examined;
    for (const auto& examination : examinations) {
        examined.push_back({examination->name(), {}, ExitCode::ok});
        try {
            examined.back().findings = examination->examine(facts);
        } catch (const Failure& failure) {
            examined.back().findings = {problem(printable(failure.what()), "")};
            examined.back().failure = failure.code();
        } catch (const std::exception& error) {
            examined.back().findings = {note(printable(error.what()))};
        }
    }
    return examined;
}

ExitCode exit_code_of(const std::vector<Examined>& examined) {
    const auto failed = std::find_if(examined.begin(), examined.end(),
                                     [](const Examined& each) { return each.failure != ExitCode::ok; });
    if (failed != examined.end())
        return failed->failure;
    return count_problems(examined) == 0 ? ExitCode::ok : ExitCode::failed;
}

std::size_t count_problems(const std::vector<Examined>& examined) {
    std::size_t count = 0;
    for (const auto& [name, findings, failure] : examined)
        count += static_cast<std::size_t>(std::count_if(
            findings.begin(), findings.end(), [](const Finding& finding) { return finding.level == Level::problem; }));
    return count;
}

std::string findings_text(const std::vector<Examined>& examined, const Output* output) {
    std::string text;
    for (const auto& [name, findings, failure] : examined)
        for (const Finding& finding : findings)
            text += finding_text(finding, output);
    const std::size_t problems = count_problems(examined);
    return text + (problems == 0
                       ? "\nNo problems were found.\n"
                       : fmt::format("\n{} {} found.\n", problems, problems == 1 ? "problem was" : "problems were"));
}

Json findings_json(const std::vector<Examined>& examined) {
    Json list = Json::array();
    for (const auto& [name, findings, failure] : examined)
        for (const Finding& finding : findings)
            list.push_back({{"examination", name},
                            {"level", level_name(finding.level)},
                            {"what", finding.what},
                            {"fix", finding.fix.empty() ? Json(nullptr) : Json(finding.fix)}});
    return {{"problems", count_problems(examined)}, {"findings", std::move(list)}};
}

}  // namespace kmsmirror::ctl::doctor
