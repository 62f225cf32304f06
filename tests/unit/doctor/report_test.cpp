// SPDX-License-Identifier: MIT
#include "ctl/doctor/report.h"

#include "doctor_fixture.h"

namespace kmsmirror::ctl::doctor {
namespace {

using testing::HasSubstr;
using testing::Not;

class Report : public Doctor {
protected:
    [[nodiscard]] std::string report(bool with_serials) {
        machine_.programs["journalctl"] = "2026-11-26T10:00:00 kmsmirrord[40]: display SERIAL-card1 came\x1b\n";
        const System system = machine_.system();
        const Facts facts(system, status_);
        const Json status{
            {"state", "mirroring"},
            {"sinks", {{{"Identity", {"DEL", "U2412", "SINK-SERIAL"}}}, {{"Identity", {"X", "Y", "7"}}}}}};
        return report_text(facts, examine_all(), status, {"0.2.0", with_serials});
    }
};

TEST_F(Report, HasWhatABugReportNeeds) {
    const std::string text = report(false);
    for (const char* part : {"kmsmirrorctl 0.2.0\n", "kmsmirrord 0.1.0\n", "kernel Linux version 6.12.1-board\n",
                             "system \"Board OS 1\"\n", "== Findings\n\nok       kmsmirrord.service is active.\n",
                             "\"state\": \"mirroring\"", "== Modules\n\ngud\nudl\n", "kmsmirrord[40]: display"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(Report, HasNoSerialNumbersUnlessAsked) {
    const std::string text = report(false);
    for (const char* serial : {"SINK-SERIAL", "SERIAL-card1", "\"7\""})
        EXPECT_THAT(text, Not(HasSubstr(serial)));
    EXPECT_THAT(text, HasSubstr("display (removed) came"));
    const std::string whole = report(true);
    for (const char* serial : {"SINK-SERIAL", "SERIAL-card1", "\"7\""})
        EXPECT_THAT(whole, HasSubstr(serial));
}

TEST_F(Report, SaysWhatIsMissing) {
    stop_daemon();
    machine_.programs.clear();
    const System system = machine_.system();
    const std::string text = report_text(Facts(system, status_), examine_all(), nullptr, {"0.2.0", false});
    EXPECT_THAT(text, HasSubstr("kmsmirrord does not answer\n"));
    EXPECT_THAT(text, HasSubstr("== Status\n\nkmsmirrord does not answer.\n"));
    EXPECT_THAT(text, HasSubstr("The journal cannot be read.\n"));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
