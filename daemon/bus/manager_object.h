// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bus/announced.h"
#include "bus/arguments.h"
#include "bus/handle.h"
#include "bus/kmsmirror_adaptor.h"

namespace kmsmirror::bus {

// The object of the daemon itself, and the object manager of all others. The context outlives it.
class ManagerObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Manager_adaptor, sdbus::Properties_adaptor,
                                                            sdbus::ObjectManager_adaptor> {
public:
    // `describe_objects` gives the entries of GetStatus() for all other objects.
    ManagerObject(const Context& context, std::string version, std::function<Dictionary()> describe_objects);
    virtual ~ManagerObject();
    ManagerObject(const ManagerObject&) = delete;
    ManagerObject& operator=(const ManagerObject&) = delete;

    // Clients are told of the difference by announce(), unless it is forgotten before.
    void set(const DaemonStatus& status) { status_.set(status); }
    void forget_changes() { status_.forget_changes(); }
    void announce();

private:
    void Reload(sdbus::Result<std::vector<std::string>>&& result, Dictionary options) override;
    Dictionary GetStatus(const Dictionary& options) override;
    void Apply(sdbus::Result<std::uint64_t>&& result, std::uint64_t serial, std::string keep,
               std::vector<BusSinkChange> sinks, Dictionary options) override;

    std::string Version() override;
    std::string State() override;
    std::string Error() override;
    std::uint64_t ConfigSerial() override;

    const Context& context_;
    std::string version_;
    std::function<Dictionary()> describe_objects_;
    Announced<DaemonStatus> status_{{}};
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace kmsmirror::bus
