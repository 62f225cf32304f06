// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bus/announced.h"
#include "bus/arguments.h"
#include "bus/handle.h"
#include "bus/kmsmirror_adaptor.h"

namespace kmsmirror::bus {

// The object of one sink, on the bus as long as it lives. The context outlives it.
class SinkObject final : public sdbus::AdaptorInterfaces<org::kmsmirror1::Sink_adaptor, sdbus::Properties_adaptor,
                                                         sdbus::ManagedObject_adaptor> {
public:
    SinkObject(const Context& context, const SinkStatus& status);
    virtual ~SinkObject();
    SinkObject(const SinkObject&) = delete;
    SinkObject& operator=(const SinkObject&) = delete;

    // Clients are told of the difference by announce().
    void set(const SinkStatus& status) { status_.set(status); }
    void announce();
    // As GetStatus() says it.
    [[nodiscard]] Dictionary describe();

private:
    using BusMode = sdbus::Struct<std::uint32_t, std::uint32_t, std::uint32_t>;
    using Done = sdbus::Result<>;

    void Enable(Done&& result, Dictionary options) override;
    void Disable(Done&& result, Dictionary options) override;
    void SetSource(Done&& result, sdbus::ObjectPath source, Dictionary options) override;
    void SetMode(Done&& result, std::string mode, Dictionary options) override;
    void SetFit(Done&& result, std::string fit, Dictionary options) override;
    void SetRotation(Done&& result, std::uint32_t degrees, Dictionary options) override;
    void SetReflection(Done&& result, std::string reflection, Dictionary options) override;
    void SetRegion(Done&& result, std::string region, Dictionary options) override;
    void SetBezel(Done&& result, std::uint32_t pixels, Dictionary options) override;
    void SetFilter(Done&& result, std::string filter, Dictionary options) override;
    void SetDither(Done&& result, std::string dither, Dictionary options) override;
    void SetMaxRate(Done&& result, std::uint32_t rate, Dictionary options) override;
    void SetPath(Done&& result, std::string path, Dictionary options) override;
    void Rearm(Done&& result, Dictionary options) override;
    void Pause(Done&& result, Dictionary options) override;
    void Resume(Done&& result, Dictionary options) override;
    void Blank(Done&& result, Dictionary options) override;
    void SetPower(Done&& result, bool on, Dictionary options) override;
    void Identify(Done&& result, std::uint32_t seconds, Dictionary options) override;
    void TestPattern(Done&& result, std::string pattern, std::uint32_t seconds, Dictionary options) override;
    void Capture(sdbus::Result<sdbus::UnixFd, Dictionary>&& result, Dictionary options) override;
    Dictionary GetStatistics(const Dictionary& options) override;

    std::string State() override;
    std::string Error() override;
    sdbus::ObjectPath Source() override;
    std::string Driver() override;
    std::string Connector() override;
    std::string PanelOrientation() override;
    std::string DevicePath() override;
    std::string UsbPath() override;
    sdbus::Struct<std::string, std::string, std::string> Identity() override;
    std::string Path() override;
    sdbus::Struct<std::string, std::string, std::string, std::string> PathReason() override;
    std::uint64_t FallbackCount() override;
    BusMode Mode() override;
    std::string Format() override;
    std::vector<BusMode> Modes() override;
    bool Enabled() override;
    std::string PathChoice() override;
    std::string ModeChoice() override;
    std::string Fit() override;
    std::uint32_t Rotation() override;
    std::string Reflection() override;
    std::string RegionChoice() override;
    BusRegion Region() override;
    BusRegion DisplayPart() override;
    std::uint32_t Bezel() override;
    std::string FilterChoice() override;
    std::string Filter() override;
    std::string Dither() override;
    std::uint32_t MaxRate() override;
    std::string RememberedBy() override;

    static std::span<const PropertyOf<SinkObject, SinkStatus>> properties();
    [[nodiscard]] Dictionary statistics() const;
    // `edit(changes)` says what to change; what it throws is the reply.
    template <class Edit>
    void change(Done&& result, Dictionary options, Edit edit);
    // `order(control, id)` asks for something that is no setting.
    template <class Order>
    void command(Done&& result, Dictionary options, Order order);

    const Context& context_;
    Announced<SinkStatus> status_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace kmsmirror::bus
