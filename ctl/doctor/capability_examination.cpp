// SPDX-License-Identifier: MIT
#include "ctl/doctor/capability_examination.h"

#include <fmt/format.h>
#include <linux/capability.h>

#include <cstdint>
#include <sstream>

namespace kmsmirror::ctl::doctor {

namespace {

// Nothing if there is no such line.
std::optional<std::uint64_t> effective_capabilities(const System& system, int pid) {
    for (const std::string& line : system.lines(fmt::format("/proc/{}/status", pid))) {
        std::istringstream words(line);
        std::string label;
        std::uint64_t value = 0;
        if (words >> label >> std::hex >> value && label == "CapEff:")
            return value;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Finding> CapabilityExamination::examine(const Facts& facts) {
    if (!facts.daemon_pid)
        return {};
    const auto capabilities = effective_capabilities(facts.system, *facts.daemon_pid);
    if (!capabilities)
        return {note("The capabilities of kmsmirrord are not known: /proc tells nothing of it", "Run this as root")};
    if ((*capabilities >> CAP_SYS_ADMIN & 1) != 0)
        return {ok("kmsmirrord has CAP_SYS_ADMIN")};
    return {problem("kmsmirrord has no CAP_SYS_ADMIN: it cannot get a card back that another program had",
                    "systemctl edit kmsmirrord, and add below [Service]: AmbientCapabilities=CAP_SYS_ADMIN")};
}

}  // namespace kmsmirror::ctl::doctor
