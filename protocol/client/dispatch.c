/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static int take_hello(struct kmsmirror_session* session, const struct kmsmirror_frame_hello* message) {
    if (message->version != KMSMIRROR_FRAME_VERSION)
        return kmsmirror_end(session, -EPROTO, "the daemon speaks version %u of the frame channel, not %d",
                             message->version, KMSMIRROR_FRAME_VERSION);
    if (message->buffer_count == 0 || message->buffer_count > KMSMIRROR_FRAME_MAX_BUFFERS)
        return kmsmirror_end(session, -EPROTO, "the daemon offers %u buffers", message->buffer_count);
    session->info.width = message->width;
    session->info.height = message->height;
    session->info.format = message->format;
    session->info.refresh_mhz = message->refresh_mhz;
    session->info.buffer_count = message->buffer_count;
    session->picture = (struct kmsmirror_picture){message->width, message->height, KMSMIRROR_FORMAT_XRGB8888};
    session->pending.is_all = true;
    return 0;
}

static int take_release(struct kmsmirror_session* session, uint32_t index) {
    if (!kmsmirror_is_known(session, index))
        return kmsmirror_end(session, -EPROTO, "the daemon released buffer %u, which there is not", index);
    session->slots[index].owner = KMSMIRROR_OWNER_FREE;
    if (session->slots[index].is_leaving)
        kmsmirror_forget(&session->slots[index]);
    if (session->listener != NULL && session->listener->released != NULL)
        session->listener->released(session->listener_data, index);
    return 0;
}

static int take_error(struct kmsmirror_session* session, const struct kmsmirror_frame_error* message) {
    const int error = message->code == KMSMIRROR_FRAME_ERROR_GONE ? -ENODEV : -EPROTO;
    const int length = (int)strnlen(message->text, sizeof(message->text));
    if (message->message_number == 0)
        return kmsmirror_end(session, error, "the daemon ended the session: %.*s", length, message->text);
    return kmsmirror_end(session, error, "the daemon refused message %" PRIu64 ": %.*s", message->message_number,
                         length, message->text);
}

static void take_presented(struct kmsmirror_session* session, const struct kmsmirror_frame_presented* message) {
    if (session->listener != NULL && session->listener->presented != NULL)
        session->listener->presented(session->listener_data, message->serial, message->sequence, message->time_ns);
}

/* Takes `fd` over. */
static int take_message(struct kmsmirror_session* session, const union kmsmirror_message* message, int fd) {
    if (message->header.type == KMSMIRROR_FRAME_BUFFER)
        return kmsmirror_map(session, &message->buffer, fd);
    if (fd >= 0)
        close(fd);
    switch (message->header.type) {
        case KMSMIRROR_FRAME_HELLO:
            return take_hello(session, &message->hello);
        case KMSMIRROR_FRAME_RELEASE:
            return take_release(session, message->release.index);
        case KMSMIRROR_FRAME_PRESENTED:
            take_presented(session, &message->presented);
            return 0;
        case KMSMIRROR_FRAME_ERROR:
            return take_error(session, &message->error);
        case KMSMIRROR_FRAME_ATTACHED:
            return kmsmirror_take_attached(session, &message->attached);
        case KMSMIRROR_FRAME_WITHDRAW:
            return kmsmirror_take_withdraw(session, message->withdraw.index);
        default:
            return 0; /* of a newer daemon; the version tells when it matters */
    }
}

int kmsmirror_dispatch(struct kmsmirror_session* session) {
    for (int count = 0;; ++count) {
        union kmsmirror_message message;
        int fd;
        int result = kmsmirror_receive(session, &message, &fd);
        if (result > 0)
            result = take_message(session, &message, fd);
        else if (result == 0)
            return count;
        if (result < 0)
            return result;
    }
}

int kmsmirror_await(struct kmsmirror_session* session, int64_t deadline_ms) {
    int result = kmsmirror_wait(session, deadline_ms);
    if (result <= 0)
        return result;
    result = kmsmirror_dispatch(session);
    return result < 0 ? result : 1;
}

int kmsmirror_request(struct kmsmirror_session* session, const struct kmsmirror_frame_header* message, int fd) {
    int result = kmsmirror_send(session, message, fd);
    if (result != -EPIPE)
        return result;
    /* The daemon says why before it closes. */
    result = kmsmirror_dispatch(session);
    return result < 0 ? result : kmsmirror_end(session, -EPIPE, "the daemon has closed the session");
}
