// SPDX-License-Identifier: MIT
#include <xf86drm.h>

#include <algorithm>

#include "kms/copy_mode.h"
#include "kms/libdrm_api.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::kms {

std::error_code LibdrmApi::set_crtc(int fd, const CrtcConfig& config) {
    drm_mode_crtc request{};
    request.crtc_id = config.crtc_id;
    if (config.mode) {
        request.mode_valid = 1;
        request.mode = copy_mode<drm_mode_modeinfo>(*config.mode);
        request.fb_id = config.framebuffer_id;
        request.set_connectors_ptr = reinterpret_cast<std::uintptr_t>(&config.connector_id);
        request.count_connectors = 1;
    }
    return call_ioctl(fd, DRM_IOCTL_MODE_SETCRTC, request);
}

// Not drmModePageFlip(), which takes user_data as a pointer: 32 bits on some boards.
std::error_code LibdrmApi::page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                                     std::uint64_t user_data) {
    drm_mode_crtc_page_flip request{};
    request.crtc_id = crtc_id;
    request.fb_id = framebuffer_id;
    request.flags = DRM_MODE_PAGE_FLIP_EVENT;
    request.user_data = user_data;
    return call_ioctl(fd, DRM_IOCTL_MODE_PAGE_FLIP, request);
}

std::error_code LibdrmApi::dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) {
    // struct drm_clip_rect has 16 bits for each coordinate: no display is larger.
    std::vector<drm_clip_rect> rects(clips.size());
    std::transform(clips.begin(), clips.end(), rects.begin(), [](const Rect& clip) {
        const auto narrow = [](std::int32_t value) {
            return static_cast<unsigned short>(std::clamp(value, 0, 0xffff));
        };
        return drm_clip_rect{narrow(clip.x1), narrow(clip.y1), narrow(clip.x2), narrow(clip.y2)};
    });
    drm_mode_fb_dirty_cmd request{};
    request.fb_id = framebuffer_id;
    request.num_clips = static_cast<std::uint32_t>(rects.size());
    request.clips_ptr = rects.empty() ? 0 : reinterpret_cast<std::uintptr_t>(rects.data());
    return call_ioctl(fd, DRM_IOCTL_MODE_DIRTYFB, request);
}

}  // namespace kmsmirror::kms
