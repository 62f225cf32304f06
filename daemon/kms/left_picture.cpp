// SPDX-License-Identifier: MIT
#include "kms/left_picture.h"

#include <drm_mode.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "kms/copy_mode.h"
#include "kms/device.h"

namespace kmsmirror::kms {
namespace {

using Values = std::map<std::uint32_t, std::uint64_t>;  // by property id

Values values_of(Device& device, std::uint32_t object_id, std::uint32_t object_type) {
    Values values;
    if (const auto properties = device.api().get_properties(device.fd(), object_id, object_type))
        for (const PropertyInfo& property : *properties)
            values[property.id] = property.value;
    return values;
}

std::optional<ModeInfo> mode_of(Device& device, std::uint64_t blob_id) {
    const auto blob = device.api().get_blob(device.fd(), static_cast<std::uint32_t>(blob_id));
    drm_mode_modeinfo info{};
    if (!blob || blob->size() != sizeof(info))
        return std::nullopt;
    std::memcpy(&info, blob->data(), sizeof(info));
    return copy_mode<ModeInfo>(info);
}

}  // namespace

std::optional<LeftPicture> left_picture(Device& device, const Pipeline& pipeline) {
    const auto& left = device.resources().framebuffer_ids;
    if (left.empty() || !pipeline.is_atomic)
        return std::nullopt;
    Values connector = values_of(device, pipeline.connector.id, DRM_MODE_OBJECT_CONNECTOR);
    Values crtc = values_of(device, pipeline.crtc.id, DRM_MODE_OBJECT_CRTC);
    Values plane = values_of(device, pipeline.plane.id, DRM_MODE_OBJECT_PLANE);
    if (connector[pipeline.connector.crtc_id] != pipeline.crtc.id || crtc[pipeline.crtc.active] != 1)
        return std::nullopt;
    const auto framebuffer = static_cast<std::uint32_t>(plane[pipeline.plane.fb_id]);
    if (std::find(left.begin(), left.end(), framebuffer) == left.end())
        return std::nullopt;
    const auto mode = mode_of(device, crtc[pipeline.crtc.mode_id]);
    if (!mode)
        return std::nullopt;
    const Pipeline::Plane& at = pipeline.plane;
    const bool fills_the_display = plane[at.crtc_x] == 0 && plane[at.crtc_y] == 0 &&
                                   plane[at.crtc_w] == mode->hdisplay && plane[at.crtc_h] == mode->vdisplay &&
                                   plane[at.src_x] == 0 && plane[at.src_y] == 0 &&
                                   plane[at.src_w] == std::uint64_t{mode->hdisplay} << 16 &&
                                   plane[at.src_h] == std::uint64_t{mode->vdisplay} << 16;
    // A plane that turned the picture would turn the next one too.
    const bool is_turned = at.rotation && plane[*at.rotation] != DRM_MODE_ROTATE_0;
    if (!fills_the_display || is_turned)
        return std::nullopt;
    return LeftPicture{framebuffer, *mode};
}

void remove_left_framebuffers(Device& device, std::uint32_t but_for) {
    for (const std::uint32_t id : device.resources().framebuffer_ids)
        if (id != but_for)
            device.api().remove_framebuffer(device.fd(), id);
}

}  // namespace kmsmirror::kms
