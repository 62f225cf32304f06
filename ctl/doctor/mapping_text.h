// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ctl/doctor/mapping_question.h"
#include "ctl/exit_code.h"
#include "ctl/json.h"
#include "ctl/output.h"

namespace kmsmirror::ctl::doctor {

// Columns of a line in a mail.
constexpr std::size_t mail_width = 76;

// Of the command: whether all displays can map dumb buffers of the board's.
[[nodiscard]] ExitCode exit_code_of(const std::vector<MappingAnswer>& answers);

// Of each display a sentence about the board's dumb buffers, one about each dma-heap, and a table of calls with what
// came of them: 0 or an errno. Its lines are short enough for a mail.
[[nodiscard]] std::string mapping_text(const std::vector<MappingAnswer>& answers, const Output& output);
// {"mappings": [{"exporter", "importer", "mapping", "what", "trials": [{"memory", "calls": [{"call", "errno"}],
// "why"}]}]}
[[nodiscard]] Json mapping_json(const std::vector<MappingAnswer>& answers);

}  // namespace kmsmirror::ctl::doctor
