/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

typedef void convert_row(char* to, const char* from, size_t pixels);

/* A picture on its way into a buffer. */
struct drawing {
    const struct kmsmirror_picture* picture;
    const char* pixels;
    size_t pitch;
    const struct kmsmirror_buffer* buffer;
    uint32_t left; /* of the picture in the buffer */
    uint32_t top;
    convert_row* convert;
};

/* 0 = of a format that cannot be drawn. */
static size_t bytes_per_pixel(uint32_t format) {
    return format == KMSMIRROR_FORMAT_XRGB8888 ? 4 : format == KMSMIRROR_FORMAT_RGB565 ? 2 : 0;
}

static void copy_wide(char* to, const char* from, size_t pixels) {
    memcpy(to, from, pixels * sizeof(uint32_t));
}

static void copy_narrow(char* to, const char* from, size_t pixels) {
    memcpy(to, from, pixels * sizeof(uint16_t));
}

static void narrow(char* to, const char* from, size_t pixels) {
    for (size_t i = 0; i < pixels; ++i) {
        uint32_t wide;
        memcpy(&wide, from + i * sizeof(wide), sizeof(wide));
        const uint16_t pixel = (uint16_t)((wide >> 8 & 0xf800) | (wide >> 5 & 0x07e0) | (wide >> 3 & 0x001f));
        memcpy(to + i * sizeof(pixel), &pixel, sizeof(pixel));
    }
}

/* The upper bits come again below, so that white stays white. */
static void widen(char* to, const char* from, size_t pixels) {
    for (size_t i = 0; i < pixels; ++i) {
        uint16_t pixel;
        memcpy(&pixel, from + i * sizeof(pixel), sizeof(pixel));
        const uint32_t red = pixel >> 11, green = pixel >> 5 & 0x3f, blue = pixel & 0x1f;
        const uint32_t wide = (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | (blue << 3 | blue >> 2);
        memcpy(to + i * sizeof(wide), &wide, sizeof(wide));
    }
}

static convert_row* find_conversion(uint32_t from, uint32_t to) {
    if (from == to)
        return to == KMSMIRROR_FORMAT_RGB565 ? copy_narrow : copy_wide;
    return to == KMSMIRROR_FORMAT_RGB565 ? narrow : widen;
}

static void draw_rectangle(const struct drawing* drawing, const struct kmsmirror_rect* r) {
    const size_t from_bytes = bytes_per_pixel(drawing->picture->format);
    const size_t to_bytes = bytes_per_pixel(drawing->buffer->format);
    const size_t x = (size_t)r->x1, width = (size_t)(r->x2 - r->x1);
    for (size_t y = (size_t)r->y1; y < (size_t)r->y2; ++y)
        drawing->convert((char*)drawing->buffer->pixels + (y + drawing->top) * drawing->buffer->pitch +
                             (x + drawing->left) * to_bytes,
                         drawing->pixels + y * drawing->pitch + x * from_bytes, width);
}

static void draw_all(const struct drawing* drawing) {
    const struct kmsmirror_picture* picture = drawing->picture;
    const struct kmsmirror_buffer* buffer = drawing->buffer;
    const bool is_filled = picture->width == buffer->width && picture->height == buffer->height;
    for (size_t y = 0; !is_filled && y < buffer->height; ++y)
        memset((char*)buffer->pixels + y * buffer->pitch, 0, buffer->width * bytes_per_pixel(buffer->format));
    draw_rectangle(drawing, &(struct kmsmirror_rect){0, 0, (int32_t)picture->width, (int32_t)picture->height});
}

static void draw_damage(const struct drawing* drawing, const struct kmsmirror_damage* damage) {
    for (uint32_t i = 0; i < damage->count; ++i)
        draw_rectangle(drawing, &damage->rectangles[i]);
}

/* Whether it is not known by which rectangles the buffer is behind. */
static bool is_all_outdated(const struct kmsmirror_session* session, const struct kmsmirror_slot* slot) {
    bool is_all = session->pending.is_all || slot->presented_as == 0 ||
                  session->present_count - slot->presented_as > KMSMIRROR_HISTORY;
    for (uint64_t frame = slot->presented_as + 1; !is_all && frame <= session->present_count; ++frame)
        is_all = session->history[frame % KMSMIRROR_HISTORY].is_all;
    return is_all;
}

static void draw(const struct kmsmirror_session* session, const struct kmsmirror_slot* slot,
                 const struct drawing* drawing) {
    if (is_all_outdated(session, slot)) {
        draw_all(drawing);
        return;
    }
    for (uint64_t frame = slot->presented_as + 1; frame <= session->present_count; ++frame)
        draw_damage(drawing, &session->history[frame % KMSMIRROR_HISTORY]);
    draw_damage(drawing, &session->pending);
}

/* All that is pending, as a frame in the buffer. */
static int present(struct kmsmirror_session* session, uint32_t index, const struct drawing* drawing, uint64_t serial) {
    const struct kmsmirror_damage shown = session->pending;
    const int32_t left = (int32_t)drawing->left, top = (int32_t)drawing->top;
    struct kmsmirror_rect moved[KMSMIRROR_FRAME_MAX_RECTANGLES];
    for (uint32_t i = 0; i < shown.count; ++i) {
        const struct kmsmirror_rect* r = &shown.rectangles[i];
        moved[i] = (struct kmsmirror_rect){r->x1 + left, r->y1 + top, r->x2 + left, r->y2 + top};
    }
    const int result = kmsmirror_present(session, index, shown.is_all ? NULL : moved, shown.count, serial);
    if (result < 0)
        return result;
    session->history[session->present_count % KMSMIRROR_HISTORY] = shown;
    session->pending = (struct kmsmirror_damage){0};
    return 0;
}

static int draw_and_present(struct kmsmirror_session* session, uint32_t index, const char* pixels, size_t pitch,
                            uint64_t serial) {
    const struct kmsmirror_slot* slot = &session->slots[index];
    const struct kmsmirror_buffer* buffer = &slot->buffer;
    if (buffer->pixels == NULL)
        return kmsmirror_fail(session, -EINVAL, "buffer %u was attached without pixels to draw into", index);
    if (bytes_per_pixel(buffer->format) == 0)
        return kmsmirror_fail(session, -ENOTSUP, "buffer %u has format 0x%08x, neither XRGB8888 nor RGB565", index,
                              buffer->format);
    const struct kmsmirror_picture* picture = &session->picture;
    const struct drawing drawing = {picture,
                                    pixels,
                                    pitch,
                                    buffer,
                                    (buffer->width - picture->width) / 2,
                                    (buffer->height - picture->height) / 2,
                                    find_conversion(picture->format, buffer->format)};
    int result = kmsmirror_begin_cpu_access(session, index);
    if (result < 0)
        return result;
    draw(session, slot, &drawing);
    result = kmsmirror_end_cpu_access(session, index);
    return result < 0 ? result : present(session, index, &drawing, serial);
}

int kmsmirror_set_picture(struct kmsmirror_session* session, uint32_t width, uint32_t height, uint32_t format) {
    const struct kmsmirror_info* info = &session->info;
    if (width == 0 || height == 0)
        return kmsmirror_fail(session, -EINVAL, "pictures of %ux%u have no pixel", width, height);
    if (width > info->width || height > info->height)
        return kmsmirror_fail(session, -EINVAL, "pictures of %ux%u are larger than the source, which has %ux%u", width,
                              height, info->width, info->height);
    if (bytes_per_pixel(format) == 0)
        return kmsmirror_fail(session, -EINVAL, "pictures of format 0x%08x are neither XRGB8888 nor RGB565", format);
    session->picture = (struct kmsmirror_picture){width, height, format};
    session->pending = (struct kmsmirror_damage){.is_all = true};
    return 0;
}

int kmsmirror_show(struct kmsmirror_session* session, const void* pixels, size_t pitch,
                   const struct kmsmirror_rect* rectangles, size_t rectangle_count, uint64_t serial) {
    if (session->failure != 0)
        return session->failure;
    const size_t row_bytes = session->picture.width * bytes_per_pixel(session->picture.format);
    if (pixels == NULL)
        return kmsmirror_fail(session, -EINVAL, "the picture has no pixels");
    if (pitch < row_bytes)
        return kmsmirror_fail(session, -EINVAL, "pitch %zu is less than a row of the picture, which has %zu bytes",
                              pitch, row_bytes);
    kmsmirror_add_damage(&session->pending, &session->picture, rectangles, rectangle_count);
    const int index = kmsmirror_acquire(session, 0);
    if (index == -ETIMEDOUT)
        return kmsmirror_fail(session, -EAGAIN, "no buffer is free: the daemon has not released one yet");
    if (index < 0)
        return index;
    const int result = draw_and_present(session, (uint32_t)index, pixels, pitch, serial);
    if (result < 0)
        session->slots[index].owner = KMSMIRROR_OWNER_FREE;
    return result;
}
