// SPDX-License-Identifier: MIT
#include "card.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xf86drm.h>

#include <drm_fourcc.h>

void require(int succeeded, const char* what) {
    if (succeeded)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

struct card open_card(const char* path) {
    struct card card = {.fd = open(path, O_RDWR | O_CLOEXEC)};
    require(card.fd >= 0, path);
    drmModeRes* resources = drmModeGetResources(card.fd);
    require(resources && resources->count_connectors && resources->count_crtcs, "resources of the card");
    card.connector = resources->connectors[0];
    card.crtc = resources->crtcs[0];
    drmModeConnector* connector = drmModeGetConnector(card.fd, card.connector);
    require(connector && connector->count_modes, "modes of the card");
    card.mode = connector->modes[0];
    drmModeFreeConnector(connector);
    drmModeFreeResources(resources);
    return card;
}

int add_framebuffer(const struct card* card, int dma_buf, uint32_t pitch, uint32_t* framebuffer) {
    uint32_t handles[4] = {0};
    const uint32_t pitches[4] = {pitch};
    const uint32_t offsets[4] = {0};
    if (drmPrimeFDToHandle(card->fd, dma_buf, handles) != 0)
        return errno;
    const int result = drmModeAddFB2(card->fd, card->mode.hdisplay, card->mode.vdisplay, DRM_FORMAT_XRGB8888, handles,
                                     pitches, offsets, framebuffer, 0);
    struct drm_gem_close close_handle = {.handle = handles[0]};
    require(drmIoctl(card->fd, DRM_IOCTL_GEM_CLOSE, &close_handle) == 0, "GEM_CLOSE");
    return -result;
}

int show(struct card* card, uint32_t framebuffer) {
    require(drmModeSetCrtc(card->fd, card->crtc, 0, 0, 0, NULL, 0, NULL) == 0, "SETCRTC off");
    const uint32_t crtc = card->crtc;
    return drmModeSetCrtc(card->fd, crtc, framebuffer, 0, 0, &card->connector, 1, &card->mode) == 0 ? 0 : errno;
}
