// SPDX-License-Identifier: MIT
#include <unistd.h>
#include <xf86drm.h>

#include <cstring>

#include "kms/libdrm_api.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::kms {

namespace {

// drm_read() delivers whole events only.
std::vector<FlipEvent> parse_events(std::span<const std::byte> bytes) {
    std::vector<FlipEvent> events;
    while (bytes.size() >= sizeof(drm_event)) {
        drm_event header{};
        std::memcpy(&header, bytes.data(), sizeof(header));
        if (header.length < sizeof(header) || header.length > bytes.size())
            break;
        drm_event_vblank flip{};
        if (header.type == DRM_EVENT_FLIP_COMPLETE && header.length >= sizeof(flip)) {
            std::memcpy(&flip, bytes.data(), sizeof(flip));
            events.push_back(
                {flip.user_data, flip.crtc_id, flip.sequence, std::uint64_t{flip.tv_sec} * 1'000'000 + flip.tv_usec});
        }
        bytes = bytes.subspan(header.length);
    }
    return events;
}

}  // namespace

// The raw ioctl instead of drmModeAtomicCommit(), which takes user_data as a pointer (32 bits on some boards) and
// returns 0 without a system call when there is nothing to commit.
std::error_code LibdrmApi::commit_atomic(int fd, std::span<const PropertyAssignment> assignments, std::uint32_t flags,
                                         std::uint64_t user_data) {
    if (assignments.empty())
        return errno_error(EINVAL);
    std::vector<std::uint32_t> objects;
    std::vector<std::uint32_t> property_counts;
    std::vector<std::uint32_t> properties;
    std::vector<std::uint64_t> values;
    for (const PropertyAssignment& assignment : assignments) {
        if (objects.empty() || objects.back() != assignment.object_id) {
            objects.push_back(assignment.object_id);
            property_counts.push_back(0);
        }
        ++property_counts.back();
        properties.push_back(assignment.property_id);
        values.push_back(assignment.value);
    }
    drm_mode_atomic request{};
    request.flags = flags;
    request.count_objs = static_cast<std::uint32_t>(objects.size());
    request.objs_ptr = reinterpret_cast<std::uintptr_t>(objects.data());
    request.count_props_ptr = reinterpret_cast<std::uintptr_t>(property_counts.data());
    request.props_ptr = reinterpret_cast<std::uintptr_t>(properties.data());
    request.prop_values_ptr = reinterpret_cast<std::uintptr_t>(values.data());
    request.user_data = user_data;
    return call_ioctl(fd, DRM_IOCTL_MODE_ATOMIC, request);
}

Result<std::vector<FlipEvent>> LibdrmApi::read_events(int fd) {
    std::array<std::byte, 4096> buffer{};
    ssize_t size = 0;
    do {
        size = ::read(fd, buffer.data(), buffer.size());
    } while (size < 0 && errno == EINTR);
    if (size < 0 && errno != EAGAIN)
        return failure();
    return parse_events(std::span(buffer).first(size < 0 ? 0 : static_cast<std::size_t>(size)));
}

}  // namespace kmsmirror::kms
