/* SPDX-License-Identifier: MIT */
/*
 * What the files of the library share. They stand one above the other, in the order of this header, and none calls one
 * that stands higher: error.c < channel.c < buffers.c < dispatch.c < the calls of kmsmirror.h, which are in session.c
 * (with source.c for D-Bus), frames.c and attach.c < show.c (with damage.c), which makes do with those.
 */
#ifndef KMSMIRROR_INTERNAL_H
#define KMSMIRROR_INTERNAL_H

#include <stdbool.h>

#include "kmsmirror.h"

enum kmsmirror_owner {
    KMSMIRROR_OWNER_DAEMON,
    KMSMIRROR_OWNER_FREE,   /* the client's, to be acquired */
    KMSMIRROR_OWNER_CALLER, /* acquired */
};

enum {
    KMSMIRROR_FIRST_ATTACHED = KMSMIRROR_FRAME_FIRST_ATTACHED,
    KMSMIRROR_DEFAULT_TIMEOUT_MS = 5000,
    KMSMIRROR_NEVER = -1,  /* as a deadline */
    KMSMIRROR_HISTORY = 8, /* frames whose damage is known */
    KMSMIRROR_SLOTS = KMSMIRROR_FRAME_FIRST_ATTACHED + KMSMIRROR_FRAME_MAX_ATTACHED
};

struct kmsmirror_slot {
    struct kmsmirror_buffer buffer;
    void* mapping; /* NULL: the caller's, attached */
    size_t mapping_bytes;
    enum kmsmirror_owner owner;
    uint64_t presented_as; /* the how many-th PRESENT it was in last */
    bool is_known;         /* BUFFER came, or ATTACHED */
    bool is_asked;         /* ATTACH is sent, ATTACHED has not come */
    bool is_leaving;       /* withdrawn while the caller has it, or detached while the daemon has it */
    uint32_t result;       /* of the ATTACH: enum kmsmirror_frame_attach_result */
    char text[KMSMIRROR_FRAME_MAX_TEXT];
};

/* What changed of a picture, in its pixels. */
struct kmsmirror_damage {
    bool is_all; /* and what is around the picture; then there are no rectangles */
    uint32_t count;
    struct kmsmirror_rect rectangles[KMSMIRROR_FRAME_MAX_RECTANGLES];
};

/* What kmsmirror_show is given. */
struct kmsmirror_picture {
    uint32_t width;
    uint32_t height;
    uint32_t format;
};

struct kmsmirror_session {
    int fd;
    int failure; /* negative errno that ended the session, or 0 */
    struct kmsmirror_info info;
    uint32_t known_buffers;
    uint64_t present_count;
    struct kmsmirror_slot slots[KMSMIRROR_SLOTS];
    struct kmsmirror_picture picture;
    struct kmsmirror_damage pending;                    /* since the last PRESENT */
    struct kmsmirror_damage history[KMSMIRROR_HISTORY]; /* of the n-th PRESENT at n % KMSMIRROR_HISTORY */
    const struct kmsmirror_listener* listener;
    void* listener_data;
    char error_text[KMSMIRROR_FRAME_MAX_TEXT + 64];
};

/* Room for any message of the daemon. */
union kmsmirror_message {
    struct kmsmirror_frame_header header;
    struct kmsmirror_frame_hello hello;
    struct kmsmirror_frame_buffer buffer;
    struct kmsmirror_frame_release release;
    struct kmsmirror_frame_presented presented;
    struct kmsmirror_frame_error error;
    struct kmsmirror_frame_attached attached;
    struct kmsmirror_frame_withdraw withdraw;
};

/* error.c: why a call failed. */
/* Keep the text; give `error` back. The second one also ends the session. `session` may be NULL in the first: then the
 * text is that of kmsmirror_open. */
int kmsmirror_fail(struct kmsmirror_session* session, int error, const char* format, ...)
    __attribute__((format(printf, 3, 4)));
int kmsmirror_end(struct kmsmirror_session* session, int error, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/* channel.c: the socket. */
/* 1 = a message is in `message`, and its file descriptor, or -1, in `fd`, to be closed by the caller;
 * 0 = there is none now. Ends the session when the other end is closed. */
int kmsmirror_receive(struct kmsmirror_session* session, union kmsmirror_message* message, int* fd);
/* `fd` goes along if it is not -1; it stays the caller's. -EPIPE: the other end is closed. That does not end the
 * session yet, since what the daemon sent last may say why. */
int kmsmirror_send(struct kmsmirror_session* session, const struct kmsmirror_frame_header* message, int fd);
/* CLOCK_MONOTONIC; a negative timeout gives KMSMIRROR_NEVER. */
int64_t kmsmirror_deadline(int timeout_ms);
/* Milliseconds until then: 0 = it is over, -1 = it never is. */
int kmsmirror_rest(int64_t deadline_ms);
/* 1 = there is something to receive, 0 = not until `deadline_ms`. */
int kmsmirror_wait(struct kmsmirror_session* session, int64_t deadline_ms);

/* buffers.c: what is in the slots. */
bool kmsmirror_is_known(const struct kmsmirror_session* session, uint32_t index);
/* Takes `fd` over. */
int kmsmirror_map(struct kmsmirror_session* session, const struct kmsmirror_frame_buffer* message, int fd);
/* The buffer is gone, whoever's it was. */
void kmsmirror_forget(struct kmsmirror_slot* slot);
struct kmsmirror_frame_detach kmsmirror_detach_message(uint32_t index);
int kmsmirror_take_withdraw(struct kmsmirror_session* session, uint32_t index);
int kmsmirror_take_attached(struct kmsmirror_session* session, const struct kmsmirror_frame_attached* message);

/* dispatch.c: kmsmirror_dispatch, and what waits for it. */
/* 1 = messages came and were handled, 0 = none until `deadline_ms`. */
int kmsmirror_await(struct kmsmirror_session* session, int64_t deadline_ms);
/* kmsmirror_send for the calls of kmsmirror.h: if the other end is closed, reads why, and the session is over. */
int kmsmirror_request(struct kmsmirror_session* session, const struct kmsmirror_frame_header* message, int fd);

/* damage.c: joins rectangles, cut at the edges of the picture; NULL = everything. */
void kmsmirror_add_damage(struct kmsmirror_damage* damage, const struct kmsmirror_picture* picture,
                          const struct kmsmirror_rect* rectangles, size_t count);

/* source.c: D-Bus. Returns the channel. */
int kmsmirror_call_open_session(const struct kmsmirror_options* options, int timeout_ms);

#endif
