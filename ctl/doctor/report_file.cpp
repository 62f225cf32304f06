// SPDX-License-Identifier: MIT
#include "ctl/doctor/report_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <utility>

#include "base/result.h"
#include "base/text.h"
#include "base/write_all.h"
#include "ctl/exit_code.h"

namespace kmsmirror::ctl::doctor {

ReportFile::ReportFile(std::string path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666)) {
    if (!file_)
        fail(errno_error());
}

void ReportFile::write(std::string_view text) {
    // EINVAL: it is no file but a pipe or a device.
    if (::ftruncate(file_.get(), 0) != 0 && errno != EINVAL)
        fail(errno_error());
    if (const auto error = write_all(file_.get(), std::as_bytes(std::span(text))))
        fail(error);
}

void ReportFile::fail(const std::error_code& error) const {
    throw Failure(ExitCode::failed, fmt::format("{}: cannot be written: {}", printable(path_), error.message()));
}

}  // namespace kmsmirror::ctl::doctor
