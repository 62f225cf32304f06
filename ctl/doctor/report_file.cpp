// SPDX-License-Identifier: MIT
#include "ctl/doctor/report_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/result.h"
#include "base/text.h"
#include "ctl/exit_code.h"

namespace kmsmirror::ctl::doctor {

ReportFile::ReportFile(std::string path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666)) {
    if (!file_)
        fail();
}

void ReportFile::write(std::string_view text) {
    // EINVAL: it is no file but a pipe or a device.
    if (::ftruncate(file_.get(), 0) != 0 && errno != EINVAL)
        fail();
    while (!text.empty()) {
        const ssize_t written = ::write(file_.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR)
            fail();
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

void ReportFile::fail() const {
    const auto error = errno_error();
    throw Failure(ExitCode::failed, fmt::format("{}: cannot be written: {}", printable(path_), error.message()));
}

}  // namespace kmsmirror::ctl::doctor
