// SPDX-License-Identifier: MIT
#include "ctl/doctor/service_examination.h"

#include <fmt/format.h>

#include <map>
#include <sstream>

#include "base/text.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* unit = "kmsmirrord.service";
constexpr const char* log_command = "journalctl -u kmsmirrord -n 50";

using Properties = std::map<std::string, std::string>;

Properties parse(const std::string& text) {
    Properties properties;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find('='); equals != std::string::npos)
            properties[line.substr(0, equals)] = printable(line.substr(equals + 1));
    return properties;
}

Finding about_silence(const Facts& facts) {
    return problem(fmt::format("kmsmirrord runs but does not answer on the message bus{}{}",
                               facts.silence.empty() ? "" : ": ", facts.silence),
                   log_command);
}

std::vector<Finding> without_unit(const Facts& facts, const std::string& why) {
    if (!facts.daemon_pid)
        return {problem(fmt::format("kmsmirrord does not run, and is no service: {}", why),
                        "Install the package kmsmirror, or start kmsmirrord by hand")};
    std::vector<Finding> findings{
        note(fmt::format("kmsmirrord runs (process {}), but not as a service: {}", *facts.daemon_pid, why))};
    if (!facts.daemon)
        findings.push_back(about_silence(facts));
    return findings;
}

// systemd cannot be asked there.
Finding elsewhere(const Facts& facts) {
    if (facts.daemon)
        return ok("kmsmirrord runs, and answers on the message bus");
    if (facts.daemon_pid)
        return ok(fmt::format("kmsmirrord runs (process {})", *facts.daemon_pid));
    return note("There is no process of kmsmirrord");
}

}  // namespace

std::vector<Finding> ServiceExamination::examine(const Facts& facts) {
    if (!facts.system.is_here())
        return {elsewhere(facts)};
    const auto text =
        facts.system.run({"systemctl", "show", "--property=LoadState,ActiveState,SubState,Result,NRestarts", unit});
    if (!text)
        return without_unit(facts, "systemd does not answer");
    Properties properties = parse(*text);
    if (properties["LoadState"] == "masked")
        return {problem(fmt::format("{} is masked", unit), fmt::format("systemctl unmask {}", unit))};
    if (properties["LoadState"] != "loaded")
        return without_unit(facts, fmt::format("the unit {} is not installed", unit));
    std::vector<Finding> findings;
    const std::string& state = properties["ActiveState"];
    if (state == "active" || state == "reloading")
        findings.push_back(ok(fmt::format("{} is {}", unit, state)));
    else if (state == "failed" || properties["SubState"] == "auto-restart")
        findings.push_back(problem(fmt::format("{} has failed ({})", unit, properties["Result"]), log_command));
    else if (facts.usb_displays.empty())
        findings.push_back(note(fmt::format("{} is {}: the first USB display starts it", unit, state)));
    else
        findings.push_back(problem(fmt::format("{} is {}", unit, state), fmt::format("systemctl start {}", unit)));
    if (const std::string& restarts = properties["NRestarts"]; !restarts.empty() && restarts != "0")
        findings.push_back(note(fmt::format("{} was restarted {} times after failures", unit, restarts), log_command));
    if (state == "active" && !facts.daemon)
        findings.push_back(about_silence(facts));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
