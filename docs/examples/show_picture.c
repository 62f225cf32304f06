/* SPDX-License-Identifier: MIT */
/* Moves a square over the display: cc show_picture.c $(pkg-config --cflags --libs kmsmirror) -o show_picture */
#include <errno.h>
#include <kmsmirror.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

static void fill(uint32_t* pixels, uint32_t width, const struct kmsmirror_rect* r, uint32_t colour) {
    for (int32_t y = r->y1; y < r->y2; ++y)
        for (int32_t x = r->x1; x < r->x2; ++x)
            pixels[(size_t)y * width + (size_t)x] = colour;
}

/* Waits until a buffer is free. */
static int show(struct kmsmirror_session* session, const uint32_t* pixels, const struct kmsmirror_rect* changed,
                uint64_t frame) {
    const size_t pitch = kmsmirror_get_info(session)->width * sizeof(*pixels);
    int result;
    while ((result = kmsmirror_show(session, pixels, pitch, changed, 2, frame)) == -EAGAIN) {
        struct pollfd channel = {kmsmirror_get_fd(session), POLLIN, 0};
        poll(&channel, 1, -1);
    }
    return result;
}

static int move_square(struct kmsmirror_session* session, uint32_t* pixels, int frames) {
    enum { side = 40 };
    const struct kmsmirror_info* info = kmsmirror_get_info(session);
    const int range = (int)(info->width < info->height ? info->width : info->height) - side + 1;
    struct kmsmirror_rect changed[2] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
    int result = 0;
    for (int frame = 1; range > 0 && frame <= frames && result >= 0; ++frame) {
        const int at = frame % range;
        changed[0] = changed[1]; /* where it was */
        changed[1] = (struct kmsmirror_rect){at, at, at + side, at + side};
        fill(pixels, info->width, &changed[0], 0x000000);
        fill(pixels, info->width, &changed[1], 0xff8000);
        result = show(session, pixels, changed, (uint64_t)frame);
    }
    return result;
}

int main(void) {
    struct kmsmirror_session* session;
    if (kmsmirror_open(NULL, &session) < 0) {
        fprintf(stderr, "show_picture: %s\n", kmsmirror_error_text(NULL));
        return 1;
    }
    const struct kmsmirror_info* info = kmsmirror_get_info(session);
    uint32_t* pixels = calloc((size_t)info->width * info->height, sizeof(*pixels));
    const int result = pixels == NULL ? -ENOMEM : move_square(session, pixels, 600);
    if (result < 0)
        fprintf(stderr, "show_picture: %s\n", pixels == NULL ? "out of memory" : kmsmirror_error_text(session));
    free(pixels);
    kmsmirror_close(session);
    return result < 0 ? 1 : 0;
}
