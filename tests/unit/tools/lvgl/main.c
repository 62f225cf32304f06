/* SPDX-License-Identifier: MIT */
/* Draws as LVGL does in direct mode, on the display of docs/examples/lvgl_display.c: every refresh has some areas, in
 * one picture that stays. In the end each pixel has the number of its row. */
#include <kmsmirror.h>
#include <lvgl.h>
#include <stdlib.h>
#include <string.h>

lv_display_t* lv_kmsmirror_create(struct kmsmirror_session* session);

struct lv_display {
    int32_t width;
    int32_t height;
    lv_display_flush_cb_t flush;
    uint8_t* picture;
    void* data;
    bool is_last;
    bool is_ready;
};

static lv_display_t the_display;

lv_display_t* lv_display_create(int32_t width, int32_t height) {
    the_display = (lv_display_t){.width = width, .height = height};
    return &the_display;
}

void lv_display_set_flush_cb(lv_display_t* display, lv_display_flush_cb_t callback) {
    display->flush = callback;
}

void lv_display_set_buffers(lv_display_t* display, void* first, void* second, uint32_t bytes,
                            lv_display_render_mode_t mode) {
    const size_t wanted = (size_t)display->width * (size_t)display->height * LV_COLOR_DEPTH / 8;
    if (mode == LV_DISPLAY_RENDER_MODE_DIRECT && second == NULL && bytes == wanted)
        display->picture = first;
}

void lv_display_set_user_data(lv_display_t* display, void* data) {
    display->data = data;
}

void* lv_display_get_user_data(lv_display_t* display) {
    return display->data;
}

bool lv_display_flush_is_last(lv_display_t* display) {
    return display->is_last;
}

void lv_display_flush_ready(lv_display_t* display) {
    display->is_ready = true;
}

static void draw_row(lv_display_t* display, int32_t y) {
    for (int32_t x = 0; x < display->width; ++x) {
        const size_t at = (size_t)(y * display->width + x);
        if (LV_COLOR_DEPTH == 16)
            ((uint16_t*)(void*)display->picture)[at] = (uint16_t)y;
        else
            ((uint32_t*)(void*)display->picture)[at] = (uint32_t)y;
    }
}

/* 1 = the driver did not say that it is ready. */
static int refresh(lv_display_t* display, int32_t first, int32_t last) {
    for (int32_t y = first; y <= last; ++y) {
        const lv_area_t area = {0, y, display->width - 1, y};
        draw_row(display, y);
        display->is_last = y == last;
        display->is_ready = false;
        display->flush(display, &area, display->picture);
        if (!display->is_ready)
            return 1;
    }
    return 0;
}

int main(void) {
    struct kmsmirror_session* session;
    if (kmsmirror_open(NULL, &session) < 0)
        return fprintf(stderr, "%s\n", kmsmirror_error_text(NULL)), 1;
    lv_display_t* display = lv_kmsmirror_create(session);
    if (display == NULL || display->picture == NULL)
        return 1;
    /* a few areas, more than a frame may have, and one */
    const int result = refresh(display, 0, 9) || refresh(display, 10, display->height - 2) ||
                       refresh(display, display->height - 1, display->height - 1);
    kmsmirror_close(session);
    free(display->data);
    return result;
}
