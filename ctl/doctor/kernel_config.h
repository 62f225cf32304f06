// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

// The options that the running kernel was built with, as far as a file tells them.
class KernelConfig {
public:
    explicit KernelConfig(const System& system);

    [[nodiscard]] bool is_known() const noexcept { return text_.has_value(); }
    // 'y', 'm', or 'n' for what is not set or not there.
    [[nodiscard]] char option(const std::string& name) const;

private:
    std::optional<std::string> text_;
};

}  // namespace kmsmirror::ctl::doctor
