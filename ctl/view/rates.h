// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// What changed each second between two statuses.
class Rates {
public:
    // `elapsed` must be more than 0.
    Rates(Status before, std::chrono::duration<double> elapsed) : before_(std::move(before)), elapsed_(elapsed) {}

    // Of each counter in the statistics, by its name. Empty for what was not there before, or began anew since.
    [[nodiscard]] Json of(const Source& now) const;
    [[nodiscard]] Json of(const Sink& now) const;

private:
    [[nodiscard]] Json between(const Json& before, const Json& now) const;

    Status before_;
    std::chrono::duration<double> elapsed_;
};

// A rate as people read it: "59.9", or "-" when it is not known.
[[nodiscard]] std::string rate_words(const Json& rates, const char* name);

}  // namespace kmsmirror::ctl
