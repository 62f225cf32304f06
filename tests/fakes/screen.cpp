// SPDX-License-Identifier: MIT
#include "fakes/screen.h"

#include <poll.h>

#include <algorithm>
#include <cstring>

#include "kms/connector.h"

namespace kmsmirror::fakes {

namespace {

template <class T>
T require(CallResult<T>&& result) {
    if (!result)
        throw std::system_error(result.error().error, std::string(result.error().call));
    return std::move(*result);
}

kms::ConnectorInfo connector_with_display(const kms::Device& device, const std::string& name) {
    auto connector = value_or_throw(kms::choose_connector(device, name), "GETCONNECTOR");
    if (!kms::has_display(connector))
        throw std::system_error(errno_error(ENOENT), kms::no_display_text(device, connector));
    return connector;
}

}  // namespace

Screen::Screen(kms::DrmApi& api, const std::string& path, kms::Atomic atomic, const std::string& connector_name)
    : device(kms::Device::open(api, path, atomic)),
      connector(connector_with_display(*device, connector_name)),
      pipeline(value_or_throw(kms::find_pipeline(*device, connector), "pipeline")),
      mode(connector.modes.front()),
      mode_blob(require(kms::create_mode_blob(*device, mode))) {}

kms::AtomicRequest Screen::enable_request(const kms::Framebuffer& framebuffer) const {
    kms::AtomicRequest request(*device);
    request.enable(pipeline, mode_blob, framebuffer, size());
    return request;
}

kms::AtomicRequest Screen::flip_request(const kms::Framebuffer& framebuffer) const {
    kms::AtomicRequest request(*device);
    request.set_framebuffer(pipeline, framebuffer);
    return request;
}

std::error_code Screen::show(const kms::Framebuffer& framebuffer) const {
    return error_of(enable_request(framebuffer).commit_blocking_modeset());
}

std::error_code Screen::turn_off() const {
    kms::AtomicRequest request(*device);
    request.disable(pipeline);
    return error_of(request.commit_blocking_modeset());
}

std::vector<kms::FlipEvent> Screen::wait_for_events() const {
    pollfd ready{device->fd(), POLLIN, 0};
    if (::poll(&ready, 1, 5000) != 1)
        return {};
    return value_or_throw(device->read_events(), "events");
}

SharedBuffer::SharedBuffer(kms::Device& device, Size size, std::uint32_t format)
    : memory(require(kms::DumbBuffer::create(device, size, format))), dma_buf(require(memory.export_dma_buf(true))) {}

void SharedBuffer::fill(std::uint32_t pixel) const {
    const kms::MappedRegion region = require(memory.map());
    for (std::size_t position = 0; position + sizeof(pixel) <= region.bytes().size(); position += sizeof(pixel))
        std::memcpy(region.bytes().data() + position, &pixel, sizeof(pixel));
}

std::error_code error_of(const CallResult<void>& result) {
    return result ? std::error_code{} : result.error().error;
}

}  // namespace kmsmirror::fakes
