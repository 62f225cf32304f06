// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "bus/announced.h"
#include "bus/control.h"
#include "bus/kmsmirror_adaptor.h"
#include "bus/options.h"

namespace kmsmirror::bus {

// The object of one source, on the bus as long as it lives. The connection and the control outlive it.
class SourceObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Source_adaptor, sdbus::Properties_adaptor,
                                                           sdbus::ManagedObject_adaptor> {
public:
    SourceObject(sdbus::IConnection& connection, Control& control, const mirror::SourceStatus& status);
    virtual ~SourceObject();
    SourceObject(const SourceObject&) = delete;
    SourceObject& operator=(const SourceObject&) = delete;

    // Clients are told of the difference by announce().
    void set(const mirror::SourceStatus& status) { status_.set(status); }
    void announce();

private:
    sdbus::UnixFd OpenSession(const Dictionary& options) override;
    Dictionary GetStatistics(const Dictionary& options) override;

    std::string State() override;
    std::string Driver() override;
    std::string Connector() override;
    std::string DevicePath() override;
    sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> Mode() override;
    std::string Format() override;

    Control& control_;
    Announced<mirror::SourceStatus> status_;
};

}  // namespace kmsmirror::bus
