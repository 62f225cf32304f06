// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "kms/drm_api.h"

// The contract between DrmApi and kmsmirror::kms: what the daemon relies on. The same cases run on FakeDrm and on a
// real kernel, which keeps the fake honest.
namespace kmsmirror::contract {

// What one card can serve; a case that it cannot is not generated for it.
struct Traits {
    std::string driver;
    bool is_source = false;
    bool is_atomic = true;  // else it serves the legacy cases only
    bool has_damage_clips = false;
    bool has_dirty = true;
    bool has_mapping_switch = false;  // of the source
    bool maps_at_import = false;      // the source's buffers, and not in commits
    int mapping_error = 0;            // errno of mapping the source's buffers in the kernel, ever; 0 = works
    bool can_unplug = false;
    // A second commit can be made while one is sure to be under way.
    bool can_be_busy = false;
};

// Who is served by a case.
[[nodiscard]] inline bool always(const Traits& /*traits*/) {
    return true;
}
// Of a source whose buffers sinks can show.
[[nodiscard]] inline bool on_sinks_that_see(const Traits& traits) {
    return !traits.is_source && traits.mapping_error == 0;
}
// Of a source whose buffers they cannot, which they say in commits.
[[nodiscard]] inline bool on_blind_sinks(const Traits& traits) {
    return !traits.is_source && !traits.maps_at_import && traits.mapping_error != 0;
}
[[nodiscard]] inline bool on_sinks_with_switch(const Traits& traits) {
    return !traits.is_source && !traits.maps_at_import && traits.has_mapping_switch;
}

// Where one case runs. Made for each case.
class Bench {
public:
    virtual ~Bench() = default;
    [[nodiscard]] virtual kms::DrmApi& api() = 0;
    [[nodiscard]] virtual std::string source() const = 0;
    [[nodiscard]] virtual std::string card() const = 0;   // the card under test; may be the source
    [[nodiscard]] virtual int mapping_error() const = 0;  // as the traits have it
    // The kernel's mapping of the source's dumb buffers; only with has_mapping_switch. On again when a case is over.
    virtual void set_kernel_mapping(bool mapped) = 0;
    virtual void unplug() = 0;         // only with can_unplug
    virtual void hold(bool slow) = 0;  // makes sure that commits take some time; only with can_be_busy
    virtual void finish() {}           // after the case: looks for leaks where it can
};

using BenchFactory = std::function<std::unique_ptr<Bench>()>;

struct Case {
    const char* name;
    bool (*is_served)(const Traits& traits);
    void (*run)(Bench& bench);
};

[[nodiscard]] std::span<const Case> buffer_cases();
[[nodiscard]] std::span<const Case> commit_cases();
[[nodiscard]] std::span<const Case> import_cases();
[[nodiscard]] std::span<const Case> power_cases();
// What every card understands that is not asked for atomic mode setting.
[[nodiscard]] std::span<const Case> legacy_cases();

// Registers with gtest all cases that the card serves, as suite `suite`.
void register_cases(const std::string& suite, const Traits& traits, const BenchFactory& make_bench);

}  // namespace kmsmirror::contract
