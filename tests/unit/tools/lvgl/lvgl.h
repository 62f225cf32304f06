/* SPDX-License-Identifier: MIT */
/* What a display driver needs of LVGL 9: its types, and the calls that lvgl.c makes up. */
#ifndef LVGL_H
#define LVGL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define LV_LOG_ERROR(...) fprintf(stderr, __VA_ARGS__)

typedef struct lv_display lv_display_t;

typedef struct {
    int32_t x1;
    int32_t y1;
    int32_t x2; /* inside */
    int32_t y2;
} lv_area_t;

typedef enum {
    LV_DISPLAY_RENDER_MODE_PARTIAL,
    LV_DISPLAY_RENDER_MODE_DIRECT,
    LV_DISPLAY_RENDER_MODE_FULL,
} lv_display_render_mode_t;

typedef void (*lv_display_flush_cb_t)(lv_display_t* display, const lv_area_t* area, uint8_t* pixels);

lv_display_t* lv_display_create(int32_t width, int32_t height);
void lv_display_set_flush_cb(lv_display_t* display, lv_display_flush_cb_t callback);
void lv_display_set_buffers(lv_display_t* display, void* first, void* second, uint32_t bytes,
                            lv_display_render_mode_t mode);
void lv_display_set_user_data(lv_display_t* display, void* data);
void* lv_display_get_user_data(lv_display_t* display);
bool lv_display_flush_is_last(lv_display_t* display);
void lv_display_flush_ready(lv_display_t* display);

#endif
