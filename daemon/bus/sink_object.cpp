// SPDX-License-Identifier: MIT
#include "bus/sink_object.h"

#include <utility>

#include "bus/names.h"

namespace kmsmirror::bus {

SinkObject::SinkObject(const Context& context, const SinkStatus& status)
    : AdaptorInterfaces(context.bus(), sdbus::ObjectPath{object_path(sink_prefix, status.id)}),
      context_(context),
      status_(status) {
    registerAdaptor();
}

SinkObject::~SinkObject() {
    unregisterAdaptor();
}

void SinkObject::announce() {
    const auto names = status_.take_changes(properties());
    if (!names.empty())
        emitPropertiesChangedSignal(compat::InterfaceName{Sink_adaptor::INTERFACE_NAME}, names);
}

Dictionary SinkObject::describe() {
    Dictionary values = values_of(*this, properties());
    values.emplace("ObjectPath", sdbus::Variant(sdbus::ObjectPath{object_path(sink_prefix, status_->id)}));
    values.emplace("Statistics", sdbus::Variant(statistics()));
    return values;
}

template <class Edit>
void SinkObject::change(Done&& result, Dictionary options, Edit edit) {
    handle_later({context_, getObject(), alive_}, Access::control, std::move(result),
                 [&control = context_.control, id = status_->id, options = std::move(options), edit](
                     const Peer&, const Reply<>& reply) {
                     const Keep keep = keep_option(options);
                     SinkChanges changes;
                     edit(changes);
                     control.change_sinks(0, keep, {{id, changes}}, [reply](const auto& serial) {
                         answer(reply, serial.transform([](std::uint64_t) {}));
                     });
                 });
}

template <class Order>
void SinkObject::command(Done&& result, Dictionary options, Order order) {
    handle({context_, getObject(), alive_}, Access::control, std::move(result),
           [&control = context_.control, id = status_->id, options = std::move(options), order](const Peer&) {
               no_options(options);
               return order(control, id);
           });
}

void SinkObject::Enable(Done&& result, Dictionary options) {
    change(std::move(result), std::move(options), [](SinkChanges& changes) { changes.enabled = true; });
}

void SinkObject::Disable(Done&& result, Dictionary options) {
    change(std::move(result), std::move(options), [](SinkChanges& changes) { changes.enabled = false; });
}

void SinkObject::SetSource(Done&& result, sdbus::ObjectPath source, Dictionary options) {
    change(std::move(result), std::move(options),
           [source](SinkChanges& changes) { changes.source_id = source_argument(source); });
}

void SinkObject::SetMode(Done&& result, std::string mode, Dictionary options) {
    change(std::move(result), std::move(options), [mode](SinkChanges& changes) { changes.mode = mode_argument(mode); });
}

void SinkObject::SetFit(Done&& result, std::string fit, Dictionary options) {
    change(std::move(result), std::move(options), [fit](SinkChanges& changes) { changes.fit = fit_argument(fit); });
}

void SinkObject::SetRotation(Done&& result, std::uint32_t degrees, Dictionary options) {
    change(std::move(result), std::move(options),
           [degrees](SinkChanges& changes) { changes.rotation = rotation_argument(degrees); });
}

void SinkObject::SetReflection(Done&& result, std::string reflection, Dictionary options) {
    change(std::move(result), std::move(options),
           [reflection](SinkChanges& changes) { changes.reflection = reflection_argument(reflection); });
}

void SinkObject::SetRegion(Done&& result, std::string region, Dictionary options) {
    change(std::move(result), std::move(options),
           [region](SinkChanges& changes) { changes.region = region_argument(region); });
}

void SinkObject::SetBezel(Done&& result, std::uint32_t pixels, Dictionary options) {
    change(std::move(result), std::move(options),
           [pixels](SinkChanges& changes) { changes.bezel = bezel_argument(pixels); });
}

void SinkObject::SetFilter(Done&& result, std::string filter, Dictionary options) {
    change(std::move(result), std::move(options),
           [filter](SinkChanges& changes) { changes.filter = filter_argument(filter); });
}

void SinkObject::SetDither(Done&& result, std::string dither, Dictionary options) {
    change(std::move(result), std::move(options),
           [dither](SinkChanges& changes) { changes.dither = dither_argument(dither); });
}

void SinkObject::SetMaxRate(Done&& result, std::uint32_t rate, Dictionary options) {
    change(std::move(result), std::move(options),
           [rate](SinkChanges& changes) { changes.max_rate_mhz = rate_argument(rate); });
}

void SinkObject::SetPath(Done&& result, std::string path, Dictionary options) {
    change(std::move(result), std::move(options), [path](SinkChanges& changes) { changes.path = path_argument(path); });
}

void SinkObject::Rearm(Done&& result, Dictionary options) {
    command(std::move(result), std::move(options),
            [](Control& control, const std::string& id) { return control.rearm(id); });
}

void SinkObject::Pause(Done&& result, Dictionary options) {
    command(std::move(result), std::move(options),
            [](Control& control, const std::string& id) { return control.show(id, Show::last_picture); });
}

void SinkObject::Resume(Done&& result, Dictionary options) {
    command(std::move(result), std::move(options),
            [](Control& control, const std::string& id) { return control.show(id, Show::picture); });
}

void SinkObject::Blank(Done&& result, Dictionary options) {
    command(std::move(result), std::move(options),
            [](Control& control, const std::string& id) { return control.show(id, Show::black); });
}

void SinkObject::SetPower(Done&& result, bool on, Dictionary options) {
    command(std::move(result), std::move(options),
            [on](Control& control, const std::string& id) { return control.set_power(id, on); });
}

void SinkObject::Identify(Done&& result, std::uint32_t seconds, Dictionary options) {
    command(std::move(result), std::move(options), [seconds](Control& control, const std::string& id) {
        return control.identify(id, seconds_argument(seconds));
    });
}

void SinkObject::TestPattern(Done&& result, std::string pattern, std::uint32_t seconds, Dictionary options) {
    command(std::move(result), std::move(options), [pattern, seconds](Control& control, const std::string& id) {
        return control.show_pattern(id, pattern_argument(pattern), seconds_argument(seconds));
    });
}

void SinkObject::Capture(sdbus::Result<sdbus::UnixFd, Dictionary>&& result, Dictionary options) {
    handle_later({context_, getObject(), alive_}, Access::capture, std::move(result),
                 [&control = context_.control, id = status_->id, options](const Peer&, const auto& reply) {
                     no_options(options);
                     control.capture_sink(id, send_capture(reply));
                 });
}

Dictionary SinkObject::GetStatistics(const Dictionary& options) {
    return guarded([&] {
        no_options(options);
        return statistics();
    });
}

Dictionary SinkObject::statistics() const {
    const auto counters = context_.control.sink_statistics(status_->id);
    return {{"frames_offered", sdbus::Variant(counters.frames_offered)},
            {"frames_shown", sdbus::Variant(counters.frames_shown)},
            {"frames_superseded", sdbus::Variant(counters.frames_superseded)},
            {"frames_lost", sdbus::Variant(counters.frames_lost)},
            {"last_shown_sequence", sdbus::Variant(counters.last_shown_sequence)},
            {"commits", sdbus::Variant(counters.commits)},
            {"bytes_copied", sdbus::Variant(counters.bytes_copied)}};
}

}  // namespace kmsmirror::bus
