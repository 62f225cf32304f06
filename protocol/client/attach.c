/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

/* The answer to the ATTACH of this slot. */
static int wait_for_answer(struct kmsmirror_session* session, struct kmsmirror_slot* slot, int timeout_ms) {
    const int64_t deadline_ms = kmsmirror_deadline(timeout_ms);
    while (slot->is_asked) {
        const int result = kmsmirror_await(session, deadline_ms);
        if (result == 0)
            return kmsmirror_fail(session, -ETIMEDOUT, "the daemon did not answer within %d ms", timeout_ms);
        if (result < 0)
            return result;
    }
    return 0;
}

static int ask(struct kmsmirror_session* session, uint32_t index, const struct kmsmirror_buffer* buffer) {
    const struct kmsmirror_frame_attach message = {
        .header = {KMSMIRROR_FRAME_ATTACH, sizeof(message)},
        .index = index,
        .width = buffer->width,
        .height = buffer->height,
        .format = buffer->format,
        .pitch = buffer->pitch,
        .offset = buffer->offset,
        .modifier = buffer->modifier,
    };
    const int result = kmsmirror_request(session, &message.header, buffer->dma_buf);
    if (result < 0)
        return result;
    struct kmsmirror_slot* slot = &session->slots[index];
    slot->buffer = *buffer;
    slot->buffer.age = 0;
    slot->buffer.copy_reason = NULL;
    slot->is_asked = true;
    return 0;
}

static int find_unused(const struct kmsmirror_session* session) {
    for (uint32_t i = KMSMIRROR_FIRST_ATTACHED; i < KMSMIRROR_SLOTS; ++i)
        if (!session->slots[i].is_known && !session->slots[i].is_asked)
            return (int)i;
    return -1;
}

int kmsmirror_attach_buffer(struct kmsmirror_session* session, const struct kmsmirror_buffer* buffer, int timeout_ms) {
    if (session->failure != 0)
        return session->failure;
    if (buffer->dma_buf < 0)
        return kmsmirror_fail(session, -EBADF, "the buffer has no dma-buf");
    const int index = find_unused(session);
    if (index < 0)
        return kmsmirror_fail(session, -ENOSPC, "%d buffers are attached, that is the most",
                              KMSMIRROR_FRAME_MAX_ATTACHED);
    struct kmsmirror_slot* slot = &session->slots[index];
    if (timeout_ms <= 0)
        timeout_ms = KMSMIRROR_DEFAULT_TIMEOUT_MS;
    int result = ask(session, (uint32_t)index, buffer);
    if (result < 0)
        return result;
    result = wait_for_answer(session, slot, timeout_ms);
    if (result < 0) {
        slot->is_leaving = true; /* if the answer comes late */
        return result;
    }
    if (slot->is_known)
        return index;
    kmsmirror_fail(session, -EINVAL, "the daemon refused the buffer: %s", slot->text);
    kmsmirror_forget(slot);
    return -EINVAL;
}

int kmsmirror_detach_buffer(struct kmsmirror_session* session, uint32_t index) {
    if (session->failure != 0)
        return session->failure;
    if (index < KMSMIRROR_FIRST_ATTACHED || !kmsmirror_is_known(session, index))
        return kmsmirror_fail(session, -EINVAL, "there is no attached buffer %u", index);
    struct kmsmirror_slot* slot = &session->slots[index];
    if (slot->is_leaving)
        return kmsmirror_fail(session, -EALREADY, "buffer %u is being detached", index);
    const struct kmsmirror_frame_detach message = kmsmirror_detach_message(index);
    const int result = kmsmirror_request(session, &message.header, -1);
    if (result < 0)
        return result;
    if (slot->owner == KMSMIRROR_OWNER_DAEMON) {
        slot->is_leaving = true;
        return 1;
    }
    kmsmirror_forget(slot);
    return 0;
}
