// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/doctor.h"

namespace kmsmirror::ctl::doctor {

struct ReportOptions {
    std::string version;        // of this program
    bool with_serials = false;  // else serial numbers of displays and USB devices are taken out
};

// A text for a bug report: versions, findings, what the daemon says of itself (`status`; null when it does not answer),
// kernel modules, the daemon's last messages.
[[nodiscard]] std::string report_text(const Facts& facts, const std::vector<Examined>& examined, Json status,
                                      const ReportOptions& options);

// A text for those who write kernels: versions, what mapping_text() says, what the kernel logged about it.
[[nodiscard]] std::string mapping_report_text(const Facts& facts, const std::string& mapping,
                                              const std::string& version);

}  // namespace kmsmirror::ctl::doctor
