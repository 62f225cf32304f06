// SPDX-License-Identifier: MIT
#include "ctl/model/object_path.h"

#include <fmt/format.h>
#include <systemd/sd-bus.h>

#include <cstdlib>
#include <memory>

#include "base/text.h"

namespace kmsmirror::ctl {

ObjectName object_name(const std::string& object_path) {
    for (const char* kind : {"source", "sink", "session"}) {
        char* id = nullptr;
        if (sd_bus_path_decode(object_path.c_str(), fmt::format("{}/{}", root_path, kind).c_str(), &id) > 0) {
            const std::unique_ptr<char, decltype(&std::free)> owned(id, &std::free);
            return {kind, printable(id)};
        }
    }
    return {};
}

}  // namespace kmsmirror::ctl
