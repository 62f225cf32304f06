/* SPDX-License-Identifier: MIT */
/* Fills the display with one colour after the other: cc example.c $(pkg-config --cflags --libs kmsmirror) */
#include <kmsmirror.h>
#include <stdio.h>
#include <string.h>

/* Works for every format: all bytes of a pixel are the same. */
static void fill(const struct kmsmirror_buffer* buffer, int value) {
    for (uint32_t y = 0; y < buffer->height; ++y)
        memset((char*)buffer->pixels + (size_t)y * buffer->pitch, value, (size_t)buffer->pitch);
}

static int show(struct kmsmirror_session* session, int frame) {
    const int index = kmsmirror_acquire(session, 1000);
    if (index < 0)
        return index;
    int result = kmsmirror_begin_cpu_access(session, (uint32_t)index);
    if (result < 0)
        return result;
    fill(kmsmirror_get_buffer(session, (uint32_t)index), frame);
    result = kmsmirror_end_cpu_access(session, (uint32_t)index);
    if (result < 0)
        return result;
    return kmsmirror_present(session, (uint32_t)index, NULL, 0, (uint64_t)frame);
}

int main(void) {
    struct kmsmirror_session* session = NULL;
    if (kmsmirror_open(NULL, &session) < 0) {
        fprintf(stderr, "example: %s\n", kmsmirror_error_text(NULL));
        return 1;
    }
    int result = 0;
    for (int frame = 0; frame < 256 && result >= 0; ++frame)
        result = show(session, frame);
    if (result < 0)
        fprintf(stderr, "example: %s\n", kmsmirror_error_text(session));
    kmsmirror_close(session);
    return result < 0 ? 1 : 0;
}
