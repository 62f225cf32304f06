/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static int wait_for_buffers(struct kmsmirror_session* session, int timeout_ms) {
    const int64_t deadline_ms = kmsmirror_deadline(timeout_ms);
    while (session->info.buffer_count == 0 || session->known_buffers < session->info.buffer_count) {
        const int result = kmsmirror_await(session, deadline_ms);
        if (result == 0)
            return kmsmirror_fail(session, -ETIMEDOUT, "the daemon offered no buffers within %d ms", timeout_ms);
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
    /* Programs that were built with an older library know less of them. */
    const size_t least_size = offsetof(struct kmsmirror_options, wait_ms);
    struct kmsmirror_options known = {0};
    *session = NULL;
    if (options != NULL && (options->options_size < least_size || options->options_size > sizeof(known)))
        return kmsmirror_fail(NULL, -EINVAL, "options_size is %zu, not %zu", options->options_size, sizeof(known));
    if (options != NULL)
        memcpy(&known, options, options->options_size);
    const int timeout_ms = known.timeout_ms > 0 ? known.timeout_ms : KMSMIRROR_DEFAULT_TIMEOUT_MS;
    const int fd = kmsmirror_call_open_session(&known, timeout_ms);
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
    return kmsmirror_is_known(session, index) ? &session->slots[index].buffer : NULL;
}

int kmsmirror_get_fd(const struct kmsmirror_session* session) {
    return session->fd;
}

void kmsmirror_set_listener(struct kmsmirror_session* session, const struct kmsmirror_listener* listener, void* data) {
    session->listener = listener;
    session->listener_data = data;
}
