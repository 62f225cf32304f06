// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ctl/doctor/examination.h"
#include "ctl/doctor/mapping_examination.h"
#include "ctl/exit_code.h"
#include "ctl/json.h"
#include "ctl/output.h"

namespace kmsmirror::ctl::doctor {

using Examinations = std::vector<std::unique_ptr<Examination>>;

// All there are, in the order in which they are told. `sink`: see MappingExamination.
[[nodiscard]] Examinations all_examinations(kms::DrmApi& api, SinkControl& control, const std::string& sink);

struct Examined {
    std::string name;  // of the examination
    std::vector<Finding> findings;
    ExitCode failure = ExitCode::ok;  // of what the user asked for
};

// An examination that throws has found nothing out, which is a note; a problem when it throws Failure.
[[nodiscard]] std::vector<Examined> examine(const Examinations& examinations, const Facts& facts);

// Of the command: the first failure, else whether there is a problem.
[[nodiscard]] ExitCode exit_code_of(const std::vector<Examined>& examined);
[[nodiscard]] std::size_t count_problems(const std::vector<Examined>& examined);
// For standard output; without one for a file.
[[nodiscard]] std::string findings_text(const std::vector<Examined>& examined, const Output* output);
// {"problems": NUMBER, "findings": [{"examination", "level", "what", "fix"}]}, where there is no fix null.
[[nodiscard]] Json findings_json(const std::vector<Examined>& examined);

}  // namespace kmsmirror::ctl::doctor
