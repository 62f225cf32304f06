// SPDX-License-Identifier: MIT
#include "ctl/doctor/kernel_modules.h"

#include <algorithm>

namespace kmsmirror::ctl::doctor {

bool has_module(const System& system, std::string name) {
    std::ranges::replace(name, '-', '_');
    if (system.has("/sys/module/" + name))
        return true;
    const std::string folder = "/lib/modules/" + system.kernel_release();
    for (const char* const list : {"/modules.dep", "/modules.builtin"})
        for (std::string line : system.lines(folder + list)) {
            line.resize(std::min(line.find(':'), line.size()));
            std::ranges::replace(line, '-', '_');
            if (line.find('/' + name + ".ko") != std::string::npos)
                return true;
        }
    return false;
}

}  // namespace kmsmirror::ctl::doctor
