// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ctl/commands/command.h"
#include "ctl/doctor/examination.h"
#include "ctl/doctor/report_file.h"
#include "kms/drm_api.h"

namespace kmsmirror::ctl {

// Examines the machine and says what keeps displays black or slow, and what to do about it.
class DoctorCommand final : public Command {
public:
    void set_up(CLI::App& app) override;
    ExitCode run(Context& context) override;

private:
    // Whether it is all that standard output gets.
    bool write_report(const Output& output, const std::string& text);
    [[nodiscard]] ExitCode answer_mapping(Context& context, const doctor::Facts& facts, kms::DrmApi& api);

    std::string sink_;
    std::string root_;
    bool mapping_ = false;
    std::optional<std::string> report_;  // a file; empty or "-" = standard output
    std::optional<doctor::ReportFile> report_file_;
    bool with_serials_ = false;
};

}  // namespace kmsmirror::ctl
