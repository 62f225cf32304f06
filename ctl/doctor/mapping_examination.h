// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "ctl/doctor/examination.h"
#include "ctl/doctor/mapping_probe.h"
#include "ctl/doctor/sink_control.h"

namespace kmsmirror::ctl::doctor {

// Whether USB displays can read dumb buffers of the board's display. Where the daemon shows frames, it knows already;
// else, and on a sink that the user names, it is tried, see probe_mapping(). Where the trial that the user wants is not
// made it throws Failure.
class MappingExamination final : public Examination {
public:
    // `named`: what the user calls the sink; empty = any that shows nothing.
    MappingExamination(kms::DrmApi& api, SinkControl& control, std::string named)
        : api_(api), control_(control), named_(std::move(named)) {}

    [[nodiscard]] const char* name() const override { return "mapping"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;

private:
    [[nodiscard]] std::vector<Finding> examine_with_daemon(const Facts& facts, const Status& status);
    [[nodiscard]] Finding examine_without_daemon(const Facts& facts);
    [[nodiscard]] Finding probe_sink(const Facts& facts, const Sink& sink);
    [[nodiscard]] Finding probe(const Facts& facts, const std::string& source_path, const std::string& sink_path,
                                std::chrono::milliseconds patience = {});
    [[nodiscard]] Finding no_trial(const std::string& why, bool is_denied = false) const;

    kms::DrmApi& api_;
    SinkControl& control_;
    const std::string named_;
};

}  // namespace kmsmirror::ctl::doctor
