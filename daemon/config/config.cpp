// SPDX-License-Identifier: MIT
#include "config/config.h"

namespace kmsmirror::config {

SinkChanges changes_for(const Config& config, const SinkIdentity& sink) {
    SinkChanges changes;
    for (const SinkRule& rule : config.sink_rules)
        if (matches(rule.match, sink))
            changes.add(rule.changes);
    return changes;
}

}  // namespace kmsmirror::config
