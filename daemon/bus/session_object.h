// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bus/handle.h"
#include "bus/kmsmirror_adaptor.h"

namespace kmsmirror::bus {

// The object of one client that shows frames, on the bus as long as it lives. The context outlives it.
class SessionObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Session_adaptor, sdbus::Properties_adaptor,
                                                            sdbus::ManagedObject_adaptor> {
public:
    SessionObject(const Context& context, const SessionStatus& status);
    virtual ~SessionObject();
    SessionObject(const SessionObject&) = delete;
    SessionObject& operator=(const SessionObject&) = delete;

    // What clients may know of a session never changes; announce() has nothing to tell.
    void set(const SessionStatus& status) { status_ = status; }
    void announce() {}
    // As GetStatus() says it.
    [[nodiscard]] Dictionary describe();

private:
    void End(sdbus::Result<>&& result, Dictionary options) override;
    Dictionary GetStatistics(const Dictionary& options) override;

    sdbus::ObjectPath Source() override;
    std::uint32_t ProcessId() override;
    std::uint32_t UserId() override;

    [[nodiscard]] Dictionary statistics() const;

    const Context& context_;
    SessionStatus status_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace kmsmirror::bus
