// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "bus/announced.h"
#include "bus/control.h"
#include "bus/kmsmirror_adaptor.h"
#include "bus/options.h"

namespace kmsmirror::bus {

// The object of one sink, on the bus as long as it lives. The connection and the control outlive it.
class SinkObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Sink_adaptor, sdbus::Properties_adaptor,
                                                         sdbus::ManagedObject_adaptor> {
public:
    SinkObject(sdbus::IConnection& connection, Control& control, const mirror::SinkStatus& status);
    virtual ~SinkObject();
    SinkObject(const SinkObject&) = delete;
    SinkObject& operator=(const SinkObject&) = delete;

    // Clients are told of the difference by announce().
    void set(const mirror::SinkStatus& status) { status_.set(status); }
    void announce();

private:
    void Rearm(const Dictionary& options) override;
    Dictionary GetStatistics(const Dictionary& options) override;

    std::string State() override;
    std::string Error() override;
    sdbus::ObjectPath Source() override;
    std::string Driver() override;
    std::string Connector() override;
    std::string DevicePath() override;
    std::string UsbPath() override;
    sdbus::Struct<std::string, std::string, std::string> Identity() override;
    std::string Path() override;
    sdbus::Struct<std::string, std::string, std::string, std::string> PathReason() override;
    std::uint64_t FallbackCount() override;
    sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> Mode() override;
    std::string Format() override;

    Control& control_;
    Announced<mirror::SinkStatus> status_;
};

}  // namespace kmsmirror::bus
