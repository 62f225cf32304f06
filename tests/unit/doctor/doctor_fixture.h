// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

#include "ctl/doctor/doctor.h"
#include "fake_machine.h"
#include "fakes/fake_drm.h"

namespace kmsmirror::ctl::doctor {

// NOLINTNEXTLINE(readability-identifier-naming): by this name gtest prints findings
inline void PrintTo(const Finding& finding, std::ostream* stream) {
    *stream << static_cast<int>(finding.level) << ' ' << finding.what << " -> " << finding.fix;
}

// Writes down what it was asked for, and lets the card go as the daemon would.
class FakeSinks final : public SinkControl {
public:
    explicit FakeSinks(fakes::FakeDrm& drm) : drm_(drm) {}

    void release(const Sink& sink) override {
        if (refusal)
            throw Failure(*refusal);
        calls.push_back("release " + sink.id);
        drm_.set_foreign_master(sink.device_path, false);
    }
    void take_back(const Sink& sink) override {
        calls.push_back("take back " + sink.id);
        drm_.set_foreign_master(sink.device_path, true);
    }

    std::vector<std::string> calls;
    std::optional<Failure> refusal;  // of each release

private:
    fakes::FakeDrm& drm_;
};

// The healthy board, with cards that can be opened.
class Doctor : public testing::Test {
public:
    ~Doctor() override { drm_.verify_no_leaks(); }

protected:
    Doctor() {
        drm_.add_card("/dev/dri/card0", fakes::pl111());
        drm_.add_card("/dev/dri/card1", fakes::udl());
        drm_.add_card("/dev/dri/card2", fakes::gud());
    }

    void stop_daemon() {
        machine_.remove("/proc/40");
        for (const char* card : {"card0", "card1", "card2"})
            machine_.set_master(card, "", "");
        status_.reset();
    }

    [[nodiscard]] std::vector<Examined> examine_all(const std::string& sink = {}) {
        const System system = machine_.system();
        const Facts facts(system, status_);
        return examine(all_examinations(drm_, sinks_, sink), facts);
    }
    // Of one examination.
    [[nodiscard]] std::vector<Finding> findings(const std::string& name, const std::string& sink = {}) {
        for (auto& examined : examine_all(sink))
            if (examined.name == name)
                return std::move(examined.findings);
        ADD_FAILURE() << "there is no examination " << name;
        return {};
    }
    // "EXAMINATION: WHAT -> FIX" of each problem.
    [[nodiscard]] std::vector<std::string> problems(const std::string& sink = {}) {
        std::vector<std::string> texts;
        for (const auto& [name, list, failure] : examine_all(sink))
            for (const Finding& finding : list)
                if (finding.level == Finding::Level::problem)
                    texts.push_back(name + ": " + finding.what + " -> " + finding.fix);
        return texts;
    }

    FakeMachine machine_;
    fakes::FakeDrm drm_;
    FakeSinks sinks_{drm_};
    std::optional<Status> status_ = healthy_status();
};

}  // namespace kmsmirror::ctl::doctor
