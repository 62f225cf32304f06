// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "kms/atomic_request.h"
#include "kms/connector.h"
#include "kms/device.h"
#include "kms/format.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "mirror/sink_driver.h"

namespace kmsmirror::ctl::doctor {

namespace {

using Kind = ProbeResult::Kind;

// A sink's card with the display that is connected to it.
struct Display {
    kms::ModeInfo mode;
    kms::Pipeline pipeline;
};

tl::expected<Display, std::string> find_display(kms::Device& device) {
    const auto connector = kms::choose_connector(device, {});
    if (!connector)
        return tl::unexpected(fmt::format("{}: {}", device.path(), connector.error().message()));
    if (connector->status == kms::ConnectorStatus::disconnected)
        return tl::unexpected(fmt::format("no display is connected to {}", device.path()));
    if (!kms::has_display(*connector))
        return tl::unexpected(fmt::format("{}: {}", device.path(), kms::no_display_text(device, *connector)));
    auto pipeline = kms::find_pipeline(device, *connector);
    if (!pipeline)
        return tl::unexpected(fmt::format("{}: {}", device.path(), pipeline.error().message()));
    return Display{connector->modes.front(), std::move(*pipeline)};
}

CallResult<void> set_crtc(kms::Device& sink, const kms::CrtcConfig& config) {
    if (const auto error = sink.api().set_crtc(sink.fd(), config))
        return call_failure("SETCRTC", error);
    return {};
}

CallResult<void> show(kms::Device& sink, const Display& display, const kms::Framebuffer& framebuffer,
                      TriedCalls& calls) {
    const kms::Pipeline& pipeline = display.pipeline;
    if (!pipeline.is_atomic)
        return calls.note({"SETCRTC"},
                          set_crtc(sink, {pipeline.crtc.id, pipeline.connector.id, framebuffer.id(), display.mode}));
    const auto mode = calls.note({}, kms::create_mode_blob(sink, display.mode));
    if (!mode)
        return tl::unexpected(mode.error());
    kms::AtomicRequest request(sink);
    request.enable(pipeline, *mode, framebuffer, display.mode.size());
    auto tested = request.test_modeset();
    if (!tested && tested.error().call == "ATOMIC")
        tested = call_failure("ATOMIC TEST_ONLY", tested.error().error);
    if (!calls.note({"ATOMIC TEST_ONLY"}, tested))
        return tested;
    return calls.note({"ATOMIC"}, request.commit_blocking_modeset());
}

// Whether it works matters little: the kernel turns the display off when the framebuffer goes.
void hide(kms::Device& sink, const Display& display) {
    if (!display.pipeline.is_atomic) {
        static_cast<void>(set_crtc(sink, {display.pipeline.crtc.id, 0, 0, std::nullopt}));
        return;
    }
    kms::AtomicRequest request(sink);
    request.disable(display.pipeline);
    static_cast<void>(request.commit_blocking_modeset());
}

std::uint32_t format_of(const Display& display) {
    return display.pipeline.plane.supports(kms::format_xrgb8888) ? kms::format_xrgb8888 : kms::format_rgb565;
}

CallResult<void> show_for_a_moment(const Probe& probe, kms::Device& source, kms::Device& sink, const Display& display,
                                   TriedCalls& calls) {
    const auto framebuffer =
        make_trial_buffer(probe.memory, probe.heap, source, sink, display.mode.size(), format_of(display), calls);
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    const auto shown = show(sink, display, *framebuffer, calls);
    if (shown)
        hide(sink, display);
    return shown;
}

// Another program may be about to leave the card, and says nothing when it has.
std::error_code become_master(const kms::Device& device, std::chrono::milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    while (true) {
        const auto error = device.become_master();
        if (error.value() != EBUSY || Clock::now() >= deadline)
            return error;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

ProbeResult not_tried(ProbeResult result, std::string why, std::error_code error = {}) {
    result.kind = Kind::not_tried;
    result.why = std::move(why);
    result.is_denied = error == std::errc::permission_denied || error == std::errc::operation_not_permitted;
    return result;
}

}  // namespace

ProbeResult probe_mapping(kms::DrmApi& api, const Probe& probe, KernelVersion kernel,
                          std::chrono::milliseconds patience) {
    ProbeResult result;
    std::unique_ptr<kms::Device> source;
    std::unique_ptr<kms::Device> sink;
    try {
        source = kms::Device::open(api, probe.source_card, kms::Atomic::unused);
        // The first one to open a card is its master; a compositor that starts now must find it free.
        static_cast<void>(source->drop_master());
        sink = kms::Device::open(api, probe.sink_card, kms::Atomic::if_possible);
    } catch (const std::system_error& error) {
        return not_tried(std::move(result), error.what(), error.code());
    }
    result.source_driver = source->driver();
    result.sink_driver = sink->driver();
    if (const auto error = become_master(*sink, patience))
        return not_tried(std::move(result), fmt::format("{} is not free: {}", probe.sink_card, error.message()), error);
    if (probe.memory != TrialMemory::sink && mirror::fails_silently(sink->driver(), kernel))
        return not_tried(
            std::move(result),
            fmt::format("on this kernel the driver {} does not tell when it cannot read a buffer", sink->driver()));
    const auto display = find_display(*sink);
    if (!display)
        return not_tried(std::move(result), display.error());
    result.size = display->mode.size();
    result.format = format_of(*display);
    TriedCalls calls;
    const auto shown = show_for_a_moment(probe, *source, *sink, *display, calls);
    result.calls = calls.take();
    result.kind = shown ? Kind::shown : Kind::failed;
    if (!shown)
        result.error = shown.error();
    return result;
}

}  // namespace kmsmirror::ctl::doctor
