// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include "base/unique_fd.h"

namespace kmsmirror::ctl::doctor {

// The file for a report, opened before anything is examined: where it cannot be written, no display is black for that.
// What was in it stays until there is a report. All throw Failure.
class ReportFile {
public:
    explicit ReportFile(std::string path);
    void write(std::string_view text);

private:
    [[noreturn]] void fail(const std::error_code& error) const;

    std::string path_;
    UniqueFd file_;
};

}  // namespace kmsmirror::ctl::doctor
