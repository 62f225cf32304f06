/* SPDX-License-Identifier: MIT */
/*
 * libkmsmirror: draws into the scanout buffers of kmsmirrord, or shows buffers of the caller. A program that has its
 * picture in memory already needs kmsmirror_open, kmsmirror_show and kmsmirror_close alone.
 *
 * Functions that return int give 0 or a positive value, or a negative errno; kmsmirror_error_text says more.
 * Once a call has failed with -EPROTO, -ENODEV or -EPIPE the session is over and all that is left is kmsmirror_close.
 * A session may be used by one thread at a time.
 */
#ifndef KMSMIRROR_H
#define KMSMIRROR_H

#include <stddef.h>
#include <stdint.h>

#include "kmsmirror-frame.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KMSMIRROR_API __attribute__((visibility("default")))

/* An open session. Owns the channel and the mappings. */
struct kmsmirror_session;

/* Zero-initialise it; then `options_size = sizeof(struct kmsmirror_options)`. */
struct kmsmirror_options {
    size_t options_size;
    const char* source; /* D-Bus object path of the source; NULL = the first */
    int replace;        /* not 0 = take the place of the client that has the source, instead of failing */
    int session_bus;    /* not 0 = look for the daemon on the session bus instead of the system bus */
    int timeout_ms;     /* for the daemon's answers; 0 = 5000 */
    int wait_ms; /* 0 = fail at once when there is no source to be had; else how long to wait for it, -1 = for ever */
};

/* The formats of pictures and of buffers: 32 bits a pixel, 0xRRGGBB, or 16. They are DRM_FORMAT_XRGB8888 and
 * DRM_FORMAT_RGB565 of <drm_fourcc.h>, which programs that know no others do not need. */
enum kmsmirror_format {
    KMSMIRROR_FORMAT_XRGB8888 = 0x34325258,
    KMSMIRROR_FORMAT_RGB565 = 0x36314752,
};

struct kmsmirror_info {
    uint32_t width; /* of the source, pixels */
    uint32_t height;
    uint32_t format; /* enum kmsmirror_format */
    uint32_t refresh_mhz;
    uint32_t buffer_count; /* that the daemon offered at first */
};

/* A buffer of the daemon is valid while it is acquired: the daemon may replace its buffers by others between two
 * frames. One of the caller is valid until it is detached. */
struct kmsmirror_buffer {
    void* pixels;   /* the first pixel of the first row */
    uint32_t width; /* pixels */
    uint32_t height;
    uint32_t pitch;    /* bytes from a row to the next */
    uint32_t format;   /* enum kmsmirror_format */
    uint64_t modifier; /* DRM_FORMAT_MOD_* */
    uint32_t offset;   /* bytes from the start of the dma-buf to the first pixel */
    int dma_buf;       /* for GPU clients; borrowed */
    uint32_t age; /* when it was acquired: how many frames ago it was presented, 1 = it holds the last one; 0 = never:
                     draw all of it, and forget what you knew of its index */
    const char* copy_reason; /* of an attached buffer: why the daemon copies it; NULL = it scans it out, which is always
                                so in this version: it refuses memory that the display does not take */
};

/* What a call of kmsmirror_dispatch or kmsmirror_acquire found. Any of the functions may be NULL; they must not
 * close the session. */
struct kmsmirror_listener {
    /* The buffer may be drawn into again. */
    void (*released)(void* data, uint32_t index);
    /* The frame is on the display of the source. `time_ns` is CLOCK_MONOTONIC, `sequence` counts refreshes. */
    void (*presented)(void* data, uint64_t serial, uint64_t sequence, uint64_t time_ns);
};

/* Opens a session of a source over D-Bus and maps its buffers. With `wait_ms` it waits, sleeping, until the daemon
 * runs, the source is there, and, without `replace`, the client that has it has left; all else fails at once.
 * -ETIMEDOUT: one of them did not come in that time; -EINTR: a signal handler of the caller ran meanwhile. */
KMSMIRROR_API int kmsmirror_open(const struct kmsmirror_options* options, struct kmsmirror_session** session);

/* The same for a channel that is open already. Takes `fd` over, also when it fails. */
KMSMIRROR_API int kmsmirror_adopt(int fd, int timeout_ms, struct kmsmirror_session** session);

/* Ends the session. NULL is allowed. */
KMSMIRROR_API void kmsmirror_close(struct kmsmirror_session* session);

KMSMIRROR_API const struct kmsmirror_info* kmsmirror_get_info(const struct kmsmirror_session* session);

/* NULL if there is no such buffer. */
KMSMIRROR_API const struct kmsmirror_buffer* kmsmirror_get_buffer(const struct kmsmirror_session* session,
                                                                  uint32_t index);

/* To poll for POLLIN; then call kmsmirror_dispatch. Borrowed. */
KMSMIRROR_API int kmsmirror_get_fd(const struct kmsmirror_session* session);

/* `listener` must live as long as it is set; NULL = none. */
KMSMIRROR_API void kmsmirror_set_listener(struct kmsmirror_session* session, const struct kmsmirror_listener* listener,
                                          void* data);

/* Reads what has arrived. Never waits. Returns the number of messages. */
KMSMIRROR_API int kmsmirror_dispatch(struct kmsmirror_session* session);

/* Returns the index of a buffer to draw into: of the free ones the one that was presented last, so that little of it
 * is out of date. These are the attached ones as long as there are any, else those of the daemon. Waits for one up to
 * `timeout_ms` (0 = not at all, -1 = for ever); -ETIMEDOUT if there is none. The buffer is the caller's until
 * kmsmirror_present or kmsmirror_discard. */
KMSMIRROR_API int kmsmirror_acquire(struct kmsmirror_session* session, int timeout_ms);

/* Around every access of the CPU to `pixels`. */
KMSMIRROR_API int kmsmirror_begin_cpu_access(struct kmsmirror_session* session, uint32_t index);
KMSMIRROR_API int kmsmirror_end_cpu_access(struct kmsmirror_session* session, uint32_t index);

/* Hands an acquired buffer, or any attached one that is free, over as the next frame. `rectangles` is what changed
 * since the frame before, whichever buffer that was in: at most KMSMIRROR_FRAME_MAX_RECTANGLES, else -E2BIG; none =
 * nothing changed; NULL = everything changed. `serial` comes back in `presented`. */
KMSMIRROR_API int kmsmirror_present(struct kmsmirror_session* session, uint32_t index,
                                    const struct kmsmirror_rect* rectangles, size_t rectangle_count, uint64_t serial);

/* Gives an acquired buffer back without presenting it. What it holds is lost: `age` is 0 when it is acquired again. */
KMSMIRROR_API int kmsmirror_discard(struct kmsmirror_session* session, uint32_t index);

/* What the pictures of kmsmirror_show are like from now on; until then they have the size of the source and
 * KMSMIRROR_FORMAT_XRGB8888. Smaller ones are shown in the middle of black. A picture is converted where the buffers
 * have the other format. -EINVAL: larger than the source, empty, or of a format that is no enum kmsmirror_format. */
KMSMIRROR_API int kmsmirror_set_picture(struct kmsmirror_session* session, uint32_t width, uint32_t height,
                                        uint32_t format);

/* Shows a picture that the caller keeps in memory of its own: brings a free buffer up to date by what it has missed,
 * with begin and end of the access of the CPU, and presents it.
 *
 * `pixels` is the whole picture, as kmsmirror_set_picture says, and is read during the call only; `pitch`, in bytes, is
 * at least a row of it. `rectangles` is what changed since the picture of the call before, in pixels of the picture, in
 * any number: they are cut at its edges, and joined where they are too many for a frame. None = nothing changed; NULL =
 * everything did, as in the first picture whatever is said of it. `serial` comes back in `presented`.
 *
 * Never waits; the listener is called as in kmsmirror_dispatch. -EAGAIN: no buffer is free. Nothing is shown then, and
 * the rectangles count for the next call as if they were among its own: poll, and call again with what the picture is
 * by then. -EINVAL: `pixels` is NULL, `pitch` is less than a row, or the free buffer is an attached one that came
 * without `pixels`.
 *
 * It draws into attached buffers as long as there are any. Other buffers of the daemon, or of the caller, get the whole
 * picture the first time. When the mode of the source changes, the session ends with -ENODEV: open another one. A frame
 * that is presented by kmsmirror_present in between has replaced the picture: the next one is shown whole. */
KMSMIRROR_API int kmsmirror_show(struct kmsmirror_session* session, const void* pixels, size_t pitch,
                                 const struct kmsmirror_rect* rectangles, size_t rectangle_count, uint64_t serial);

/* Attaches memory of the caller as a buffer, and waits for the daemon's answer up to `timeout_ms` (0 = 5000); meanwhile
 * the listener is called as in kmsmirror_dispatch. Returns its index; it is free then. Of `buffer`, of which a copy is
 * kept, width and height must be those of the source, format one of enum kmsmirror_format, modifier
 * DRM_FORMAT_MOD_LINEAR or DRM_FORMAT_MOD_INVALID, pitch at least a row, pitch and offset multiples of 4 bytes.
 * `dma_buf` and `pixels`, which may be NULL, stay the caller's; the descriptor must be open until the buffer is
 * detached. `age` and `copy_reason` are not read.
 * -EINVAL: the daemon refused it, and kmsmirror_error_text tells which value breaks which rule; -ENOSPC: as many as are
 * allowed are attached. In both cases, and after -ETIMEDOUT, the session goes on. */
KMSMIRROR_API int kmsmirror_attach_buffer(struct kmsmirror_session* session, const struct kmsmirror_buffer* buffer,
                                          int timeout_ms);

/* 0 = the memory is the caller's alone from now on; 1 = the daemon still shows it, and it is the caller's with
 * `released`. kmsmirror_close detaches all, but does not wait until the display shows something else. */
KMSMIRROR_API int kmsmirror_detach_buffer(struct kmsmirror_session* session, uint32_t index);

/* Why the last call on the session failed, one sentence without a full stop. With NULL: why the last kmsmirror_open or
 * kmsmirror_adopt of this thread failed. Valid until the next call. */
KMSMIRROR_API const char* kmsmirror_error_text(const struct kmsmirror_session* session);

#ifdef __cplusplus
}
#endif

#endif
