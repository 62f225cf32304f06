// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "bus/announced.h"
#include "bus/handle.h"
#include "bus/kmsmirror_adaptor.h"

namespace kmsmirror::bus {

// The object of one source, on the bus as long as it lives. The context outlives it.
class SourceObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Source_adaptor, sdbus::Properties_adaptor,
                                                           sdbus::ManagedObject_adaptor> {
public:
    SourceObject(const Context& context, const SourceStatus& status);
    virtual ~SourceObject();
    SourceObject(const SourceObject&) = delete;
    SourceObject& operator=(const SourceObject&) = delete;

    // Clients are told of the difference by announce().
    void set(const SourceStatus& status) { status_.set(status); }
    void announce();
    // As GetStatus() says it.
    [[nodiscard]] Dictionary describe();

private:
    void OpenSession(sdbus::Result<sdbus::UnixFd>&& result, Dictionary options) override;
    void Capture(sdbus::Result<sdbus::UnixFd, Dictionary>&& result, Dictionary options) override;
    Dictionary GetStatistics(const Dictionary& options) override;

    std::string State() override;
    std::string Driver() override;
    std::string Connector() override;
    std::string PanelOrientation() override;
    std::string DevicePath() override;
    sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t> Mode() override;
    std::string Format() override;

    static std::span<const PropertyOf<SourceObject, SourceStatus>> properties();
    [[nodiscard]] Dictionary statistics() const;

    const Context& context_;
    Announced<SourceStatus> status_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace kmsmirror::bus
