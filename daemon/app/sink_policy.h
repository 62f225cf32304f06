// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/sink_settings.h"
#include "base/status.h"
#include "bus/control.h"
#include "config/config.h"
#include "config/settings_store.h"

namespace kmsmirror::app {

// What users decided about each sink: the configuration's files, then what was set to be remembered, then what was set
// until the next reload. Later ones count more. Main thread.
class SinkPolicy {
public:
    // Reads what is remembered.
    SinkPolicy(config::Config config, config::SettingsStore store);

    [[nodiscard]] const config::Config& config() const noexcept { return config_; }
    [[nodiscard]] std::uint64_t serial() const noexcept { return serial_; }
    // Reads no file: it is asked while displays are found.
    [[nodiscard]] SinkSettings settings_for(const SinkStatus& sink) const;

    // Why a change cannot be, if it cannot. `source_id` is the only source; empty = there is none now.
    [[nodiscard]] static std::optional<bus::ControlError> refusal(const SinkChanges& changes, const SinkStatus& sink,
                                                                  const std::string& source_id);
    // What is set to what it would be anyway is not set: who disables a sink for a while and enables it again leaves no
    // trace, and what was set to be remembered for a display does not stay with the port.
    struct Change {
        SinkStatus sink;
        SinkChanges changes;
    };
    void set_temporary(const std::vector<Change>& changes);
    // What has to be saved in the store to remember the changes, each for its display and for no other of `sinks`,
    // which are all that there are. Once it is saved, set_persistent() takes what is in the store then.
    [[nodiscard]] std::vector<config::SettingsStore::Wish> wishes_for(const std::vector<Change>& changes,
                                                                      const std::vector<SinkStatus>& sinks) const;
    [[nodiscard]] const config::SettingsStore& store() const noexcept { return store_; }
    void set_persistent(const std::vector<Change>& changes, const config::SettingsStore::All& remembered);
    // Which of the configuration's files have no effect on these sinks.
    [[nodiscard]] std::vector<config::Message> check(const std::vector<SinkStatus>& sinks,
                                                     const std::string& source_id) const;
    // Another configuration: what was set for a while is forgotten, and what is remembered read again.
    void replace(config::Config config);

private:
    void take_remembered(const config::SettingsStore::All& all);
    [[nodiscard]] RememberedBy remember_by(const config::SinkIdentity& sink,
                                           const std::vector<config::SinkIdentity>& present) const;
    // Without what was set until the next reload.
    [[nodiscard]] SinkSettings lasting_settings_for(const SinkStatus& sink) const;

    config::Config config_;
    config::SettingsStore store_;
    std::vector<config::SinkRule> remembered_;      // all that is in the store
    std::map<std::string, SinkChanges> temporary_;  // by sink id
    std::uint64_t serial_ = 1;
};

}  // namespace kmsmirror::app
