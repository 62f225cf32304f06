/* SPDX-License-Identifier: MIT */
/* A display of LVGL 9, of 16 or 32 bits, that kmsmirrord shows: lv_kmsmirror_create(session) after lv_init(), with a
 * session of kmsmirror_open() that lives longer than the display. NULL: there is no memory. */
#include <errno.h>
#include <kmsmirror.h>
#include <lvgl.h>
#include <poll.h>
#include <stdlib.h>

enum { bytes_per_pixel = LV_COLOR_DEPTH / 8, most_areas = KMSMIRROR_FRAME_MAX_RECTANGLES };

struct display {
    struct kmsmirror_session* session;
    size_t count; /* of areas since the last picture; more than `most_areas`: everything changed */
    struct kmsmirror_rect areas[most_areas];
    uint8_t pixels[];
};

/* Waits until a buffer is free: LVGL draws no faster than the display shows. */
static void show(const struct display* self) {
    const size_t pitch = (size_t)kmsmirror_get_info(self->session)->width * bytes_per_pixel;
    const struct kmsmirror_rect* areas = self->count > most_areas ? NULL : self->areas;
    int result;
    while ((result = kmsmirror_show(self->session, self->pixels, pitch, areas, self->count, 0)) == -EAGAIN)
        poll(&(struct pollfd){kmsmirror_get_fd(self->session), POLLIN, 0}, 1, -1);
    if (result < 0)
        LV_LOG_ERROR("kmsmirror: %s", kmsmirror_error_text(self->session));
}

/* In direct mode `pixels` is always the whole picture, and this is called once for each area that was drawn. */
static void flush(lv_display_t* display, const lv_area_t* area, uint8_t* pixels) {
    struct display* self = lv_display_get_user_data(display);
    (void)pixels;
    if (self->count < most_areas)
        self->areas[self->count] = (struct kmsmirror_rect){area->x1, area->y1, area->x2 + 1, area->y2 + 1};
    ++self->count;
    if (lv_display_flush_is_last(display)) {
        show(self);
        self->count = 0;
    }
    lv_display_flush_ready(display);
}

lv_display_t* lv_kmsmirror_create(struct kmsmirror_session* session) {
    const struct kmsmirror_info* info = kmsmirror_get_info(session);
    const uint32_t format = bytes_per_pixel == 2 ? KMSMIRROR_FORMAT_RGB565 : KMSMIRROR_FORMAT_XRGB8888;
    const uint32_t bytes = info->width * info->height * bytes_per_pixel;
    struct display* self = calloc(1, sizeof(*self) + bytes);
    lv_display_t* display = self == NULL ? NULL : lv_display_create((int32_t)info->width, (int32_t)info->height);
    if (display == NULL)
        return NULL;
    self->session = session;
    kmsmirror_set_picture(session, info->width, info->height, format);
    lv_display_set_user_data(display, self);
    lv_display_set_flush_cb(display, flush);
    lv_display_set_buffers(display, self->pixels, NULL, bytes, LV_DISPLAY_RENDER_MODE_DIRECT);
    return display;
}
