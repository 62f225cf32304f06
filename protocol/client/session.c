/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static _Thread_local char open_error_text[KMSMIRROR_FRAME_MAX_TEXT + 64];

int kmsmirror_fail(struct kmsmirror_session* session, int error, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session != NULL ? session->error_text : open_error_text, sizeof(open_error_text), format, arguments);
    va_end(arguments);
    return error;
}

int kmsmirror_end(struct kmsmirror_session* session, int error, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session->error_text, sizeof(session->error_text), format, arguments);
    va_end(arguments);
    session->failure = error;
    return error;
}

const char* kmsmirror_error_text(const struct kmsmirror_session* session) {
    return session != NULL ? session->error_text : open_error_text;
}

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
    return 0;
}

static int take_release(struct kmsmirror_session* session, uint32_t index) {
    if (kmsmirror_get_buffer(session, index) == NULL)
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

static int wait_for_buffers(struct kmsmirror_session* session, int timeout_ms) {
    const int64_t deadline = kmsmirror_now_ms() + timeout_ms;
    while (session->info.buffer_count == 0 || session->known_buffers < session->info.buffer_count) {
        const int64_t rest = deadline - kmsmirror_now_ms();
        int result = kmsmirror_wait(session, rest > 0 ? (int)rest : 0);
        if (result == 0)
            result = kmsmirror_fail(session, -ETIMEDOUT, "the daemon offered no buffers within %d ms", timeout_ms);
        if (result > 0)
            result = kmsmirror_dispatch(session);
        if (result < 0)
            return result;
    }
    return 0;
}

int kmsmirror_adopt(int fd, int timeout_ms, struct kmsmirror_session** session) {
    struct kmsmirror_session* opened = calloc(1, sizeof(*opened));
    *session = NULL;
    if (opened == NULL) {
        close(fd);
        return kmsmirror_fail(NULL, -ENOMEM, "out of memory");
    }
    opened->fd = fd;
    const int result = wait_for_buffers(opened, timeout_ms > 0 ? timeout_ms : KMSMIRROR_DEFAULT_TIMEOUT_MS);
    if (result < 0) {
        kmsmirror_fail(NULL, result, "%s", opened->error_text);
        kmsmirror_close(opened);
        return result;
    }
    *session = opened;
    return 0;
}

int kmsmirror_open(const struct kmsmirror_options* options, struct kmsmirror_session** session) {
    const struct kmsmirror_options none = {0};
    *session = NULL;
    if (options == NULL)
        options = &none;
    else if (options->options_size != sizeof(*options))
        return kmsmirror_fail(NULL, -EINVAL, "options_size is %zu, not %zu", options->options_size, sizeof(*options));
    const int timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : KMSMIRROR_DEFAULT_TIMEOUT_MS;
    const int fd = kmsmirror_call_open_session(options, timeout_ms);
    return fd < 0 ? fd : kmsmirror_adopt(fd, timeout_ms, session);
}

void kmsmirror_close(struct kmsmirror_session* session) {
    if (session == NULL)
        return;
    for (uint32_t i = 0; i < KMSMIRROR_SLOTS; ++i)
        kmsmirror_forget(&session->slots[i]);
    close(session->fd);
    free(session);
}

const struct kmsmirror_info* kmsmirror_get_info(const struct kmsmirror_session* session) {
    return &session->info;
}

const struct kmsmirror_buffer* kmsmirror_get_buffer(const struct kmsmirror_session* session, uint32_t index) {
    if (index >= KMSMIRROR_SLOTS || !session->slots[index].is_known)
        return NULL;
    return &session->slots[index].buffer;
}

int kmsmirror_get_fd(const struct kmsmirror_session* session) {
    return session->fd;
}

void kmsmirror_set_listener(struct kmsmirror_session* session, const struct kmsmirror_listener* listener, void* data) {
    session->listener = listener;
    session->listener_data = data;
}
