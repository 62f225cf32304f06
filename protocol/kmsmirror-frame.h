/* SPDX-License-Identifier: MIT */
/*
 * The frame channel of kmsmirror: the messages on the SOCK_SEQPACKET socket that org.kmsmirror1.Source.OpenSession
 * returns. frame-channel.md describes their order, who owns a buffer when, and the errors.
 *
 * One structure is one message. All numbers are little-endian, without padding. Rectangles are in pixels and
 * half-open: x2 and y2 lie outside. Every message begins with its type and its size in bytes, header included;
 * the size must be that of the message as it was sent.
 */
#ifndef KMSMIRROR_FRAME_H
#define KMSMIRROR_FRAME_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "kmsmirror-frame.h: the structures are the wire layout on little-endian machines only"
#endif

#define KMSMIRROR_FRAME_VERSION 1
/* Indices: the daemon's buffers have 0 to 15, those that the client attaches 16 to 23. */
#define KMSMIRROR_FRAME_MAX_BUFFERS 16
#define KMSMIRROR_FRAME_FIRST_ATTACHED KMSMIRROR_FRAME_MAX_BUFFERS
#define KMSMIRROR_FRAME_MAX_ATTACHED 8
#define KMSMIRROR_FRAME_MAX_RECTANGLES 64
#define KMSMIRROR_FRAME_MAX_TEXT 256

/* A type below 0x100 is sent by the daemon, one from 0x100 on by the client. */
enum kmsmirror_frame_type {
    KMSMIRROR_FRAME_HELLO = 0x01,
    KMSMIRROR_FRAME_BUFFER = 0x02,
    KMSMIRROR_FRAME_RELEASE = 0x03,
    KMSMIRROR_FRAME_PRESENTED = 0x04,
    KMSMIRROR_FRAME_ERROR = 0x05,
    KMSMIRROR_FRAME_ATTACHED = 0x06,
    KMSMIRROR_FRAME_WITHDRAW = 0x07,
    KMSMIRROR_FRAME_PRESENT = 0x100,
    KMSMIRROR_FRAME_ATTACH = 0x101,
    KMSMIRROR_FRAME_DETACH = 0x102,
};

enum kmsmirror_frame_error_code {
    KMSMIRROR_FRAME_ERROR_MALFORMED = 1,   /* a size that does not fit, or a message without a header */
    KMSMIRROR_FRAME_ERROR_UNSUPPORTED = 2, /* a type or a flag that this daemon does not know */
    KMSMIRROR_FRAME_ERROR_BUFFER = 3,      /* no such buffer, or the client does not own it */
    KMSMIRROR_FRAME_ERROR_DAMAGE = 4,      /* too many rectangles, an empty one, or one that lies outside */
    KMSMIRROR_FRAME_ERROR_FDS = 5,         /* file descriptors with a message that takes none, or not one with ATTACH */
    KMSMIRROR_FRAME_ERROR_NOT_READING = 6, /* the client has let its messages pile up */
    KMSMIRROR_FRAME_ERROR_GONE = 7,        /* not the client's fault: the source ended, or the daemon failed */
};

/* What became of an ATTACH. From 0x100 on: refused; the session goes on. */
enum kmsmirror_frame_attach_result {
    KMSMIRROR_FRAME_ATTACHED_SCANOUT = 1,     /* the display of the source scans it out */
    KMSMIRROR_FRAME_ATTACHED_COPY = 2,        /* each frame in it is copied into a buffer of the daemon */
    KMSMIRROR_FRAME_REFUSED_INDEX = 0x100,    /* not one for attached buffers, or in use */
    KMSMIRROR_FRAME_REFUSED_SIZE = 0x101,     /* not that of the source */
    KMSMIRROR_FRAME_REFUSED_FORMAT = 0x102,   /* neither XRGB8888 nor RGB565 */
    KMSMIRROR_FRAME_REFUSED_MODIFIER = 0x103, /* neither LINEAR nor INVALID */
    KMSMIRROR_FRAME_REFUSED_PITCH = 0x104,    /* less than a row, or not a multiple of 4 bytes */
    KMSMIRROR_FRAME_REFUSED_MEMORY = 0x105,   /* not a dma-buf, or one of the daemon's own */
    KMSMIRROR_FRAME_REFUSED_BYTES = 0x106,    /* the picture ends behind the dma-buf */
    KMSMIRROR_FRAME_REFUSED_SOURCE = 0x107,   /* keeps the rules, but the source cannot show it */
    KMSMIRROR_FRAME_REFUSED_OFFSET = 0x108,   /* not a multiple of 4 bytes */
};

struct kmsmirror_frame_header {
    uint32_t type; /* enum kmsmirror_frame_type */
    uint32_t size; /* of the whole message, bytes */
};

/* Daemon: the first message. */
struct kmsmirror_frame_hello {
    struct kmsmirror_frame_header header;
    uint32_t version;      /* KMSMIRROR_FRAME_VERSION; grows when an older client could misread what follows */
    uint32_t buffer_count; /* BUFFER messages that follow, 1 to KMSMIRROR_FRAME_MAX_BUFFERS */
    uint32_t width;        /* of the source, pixels */
    uint32_t height;
    uint32_t format; /* DRM_FORMAT_* */
    uint32_t refresh_mhz;
    uint32_t max_rectangles;
    uint32_t max_message_bytes; /* from the client */
};

/* Daemon: one scanout buffer, after HELLO or in place of one that was withdrawn. Carries one file descriptor: a
 * dma-buf, to be mapped read-write, whole, at offset 0. */
struct kmsmirror_frame_buffer {
    struct kmsmirror_frame_header header;
    uint32_t index; /* 0 to KMSMIRROR_FRAME_MAX_BUFFERS - 1, not in use */
    uint32_t width; /* pixels */
    uint32_t height;
    uint32_t format;   /* DRM_FORMAT_* */
    uint32_t pitch;    /* bytes from a row to the next */
    uint32_t offset;   /* bytes from the start of the dma-buf to the first pixel */
    uint64_t bytes;    /* of the dma-buf */
    uint64_t modifier; /* DRM_FORMAT_MOD_* */
};

/* Daemon: the client owns the buffer from now on and may draw into it. */
struct kmsmirror_frame_release {
    struct kmsmirror_frame_header header;
    uint32_t index;
    uint32_t reserved; /* 0 */
};

/* Daemon: the frame is on the display of the source. Frames that a newer one overtook have no such message. */
struct kmsmirror_frame_presented {
    struct kmsmirror_frame_header header;
    uint64_t serial;   /* of the PRESENT */
    uint64_t sequence; /* of the display: counts its refreshes */
    uint64_t time_ns;  /* CLOCK_MONOTONIC */
};

/* Daemon: the last message; the daemon closes the channel after it. */
struct kmsmirror_frame_error {
    struct kmsmirror_frame_header header;
    uint32_t code;                       /* enum kmsmirror_frame_error_code */
    uint32_t reserved;                   /* 0 */
    uint64_t message_number;             /* which of the client's messages, the first is 1; 0 = none of them */
    char text[KMSMIRROR_FRAME_MAX_TEXT]; /* for people: English, UTF-8, ends with a NUL, the rest is NUL */
};

/* Daemon: the answer to ATTACH. If it was accepted the client owns the buffer and may present it. */
struct kmsmirror_frame_attached {
    struct kmsmirror_frame_header header;
    uint32_t index;
    uint32_t result;                     /* enum kmsmirror_frame_attach_result */
    char text[KMSMIRROR_FRAME_MAX_TEXT]; /* why it was refused or must be copied, as in ERROR; else empty */
};

/* Daemon: there will be no RELEASE for this buffer of the daemon any more. A client that owns it gives it back: by the
 * PRESENT that it is drawing for, or by DETACH. */
struct kmsmirror_frame_withdraw {
    struct kmsmirror_frame_header header;
    uint32_t index;
    uint32_t reserved; /* 0 */
};

struct kmsmirror_rect {
    int32_t x1;
    int32_t y1;
    int32_t x2;
    int32_t y2;
};

/* Flag of PRESENT: everything changed. Then there are no rectangles. */
#define KMSMIRROR_FRAME_PRESENT_ALL 0x1u

/* Client: gives a buffer to the daemon as the next frame. The message ends after the last rectangle in use. */
struct kmsmirror_frame_present {
    struct kmsmirror_frame_header header;
    uint64_t serial; /* the client's own number, comes back in PRESENTED */
    uint32_t index;
    uint32_t flags;
    uint32_t rectangle_count; /* 0 without the flag: nothing changed */
    uint32_t reserved;        /* 0 */
    /* what changed since the frame before, whichever buffer that was in */
    struct kmsmirror_rect rectangles[KMSMIRROR_FRAME_MAX_RECTANGLES];
};

#define KMSMIRROR_FRAME_PRESENT_BYTES(rectangle_count) \
    (offsetof(struct kmsmirror_frame_present, rectangles) + (rectangle_count) * sizeof(struct kmsmirror_rect))

/* Client: offers its own memory as a buffer. Carries one file descriptor: the dma-buf. Answered by ATTACHED. */
struct kmsmirror_frame_attach {
    struct kmsmirror_frame_header header;
    uint32_t index; /* the client's choice, KMSMIRROR_FRAME_MAX_ATTACHED from KMSMIRROR_FRAME_FIRST_ATTACHED on */
    uint32_t width; /* pixels, of the source */
    uint32_t height;
    uint32_t format;   /* DRM_FORMAT_XRGB8888 or DRM_FORMAT_RGB565 */
    uint32_t pitch;    /* bytes from a row to the next, a multiple of 4 in every format */
    uint32_t offset;   /* bytes from the start of the dma-buf to the first pixel, a multiple of 4 */
    uint64_t modifier; /* DRM_FORMAT_MOD_LINEAR or DRM_FORMAT_MOD_INVALID */
};

/* Client: does not use the buffer any more, one that it attached or one of the daemon that was withdrawn. If the daemon
 * has an attached buffer in use, that takes effect with its RELEASE. */
struct kmsmirror_frame_detach {
    struct kmsmirror_frame_header header;
    uint32_t index;
    uint32_t reserved; /* 0 */
};

static_assert(sizeof(struct kmsmirror_frame_header) == 8, "layout");
static_assert(sizeof(struct kmsmirror_frame_hello) == 40, "layout");
static_assert(offsetof(struct kmsmirror_frame_buffer, bytes) == 32, "layout");
static_assert(sizeof(struct kmsmirror_frame_buffer) == 48, "layout");
static_assert(sizeof(struct kmsmirror_frame_release) == 16, "layout");
static_assert(sizeof(struct kmsmirror_frame_presented) == 32, "layout");
static_assert(offsetof(struct kmsmirror_frame_error, text) == 24, "layout");
static_assert(sizeof(struct kmsmirror_frame_error) == 280, "layout");
static_assert(offsetof(struct kmsmirror_frame_attached, text) == 16, "layout");
static_assert(sizeof(struct kmsmirror_frame_attached) == 272, "layout");
static_assert(sizeof(struct kmsmirror_frame_withdraw) == 16, "layout");
static_assert(sizeof(struct kmsmirror_rect) == 16, "layout");
static_assert(offsetof(struct kmsmirror_frame_present, rectangles) == 32, "layout");
static_assert(sizeof(struct kmsmirror_frame_present) == 1056, "layout");
static_assert(offsetof(struct kmsmirror_frame_attach, modifier) == 32, "layout");
static_assert(sizeof(struct kmsmirror_frame_attach) == 40, "layout");
static_assert(sizeof(struct kmsmirror_frame_detach) == 16, "layout");

#endif
