// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// Users name a source or sink by its id, its connector, its model or the beginning of one of these; the case of letters
// does not count. The one that is meant, else Failure: nothing or several match; the text lists what there is.
[[nodiscard]] const Sink& find_sink(const Status& status, const std::string& name);
[[nodiscard]] const Source& find_source(const Status& status, const std::string& name);

// One of them is null.
struct Found {
    const Source* source = nullptr;
    const Sink* sink = nullptr;
};
[[nodiscard]] Found find_source_or_sink(const Status& status, const std::string& name);

// The sinks of these names; all sinks when there are no names. Throws Failure as find_sink().
[[nodiscard]] std::vector<const Sink*> find_sinks(const Status& status, const std::vector<std::string>& names);

}  // namespace kmsmirror::ctl
