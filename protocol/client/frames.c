/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>

#include "internal.h"

static bool has_attached(const struct kmsmirror_session* session) {
    for (uint32_t i = KMSMIRROR_FIRST_ATTACHED; i < KMSMIRROR_SLOTS; ++i)
        if (session->slots[i].is_known && !session->slots[i].is_leaving)
            return true;
    return false;
}

/* The free buffer that was presented last, or -1. */
static int find_free(const struct kmsmirror_session* session) {
    const bool is_own = has_attached(session);
    const uint32_t end = is_own ? KMSMIRROR_SLOTS : KMSMIRROR_FIRST_ATTACHED;
    int best = -1;
    for (uint32_t i = is_own ? KMSMIRROR_FIRST_ATTACHED : 0; i < end; ++i) {
        const struct kmsmirror_slot* slot = &session->slots[i];
        if (slot->owner == KMSMIRROR_OWNER_FREE && (best < 0 || slot->presented_as > session->slots[best].presented_as))
            best = (int)i;
    }
    return best;
}

static int acquire(struct kmsmirror_session* session, int index) {
    struct kmsmirror_slot* slot = &session->slots[index];
    const uint64_t age = slot->presented_as == 0 ? 0 : session->present_count - slot->presented_as + 1;
    slot->buffer.age = age > UINT32_MAX ? UINT32_MAX : (uint32_t)age;
    slot->owner = KMSMIRROR_OWNER_CALLER;
    return index;
}

int kmsmirror_acquire(struct kmsmirror_session* session, int timeout_ms) {
    const int64_t deadline_ms = kmsmirror_deadline(timeout_ms);
    int result = kmsmirror_dispatch(session);
    while (result >= 0) {
        const int index = find_free(session);
        if (index >= 0)
            return acquire(session, index);
        result = kmsmirror_await(session, deadline_ms);
        if (result == 0)
            return kmsmirror_fail(session, -ETIMEDOUT, "the daemon released no buffer within %d ms", timeout_ms);
    }
    return result;
}

static int synchronise(struct kmsmirror_session* session, uint32_t index, uint64_t flags) {
    if (!kmsmirror_is_known(session, index))
        return kmsmirror_fail(session, -EINVAL, "there is no buffer %u", index);
    struct dma_buf_sync sync = {.flags = flags | DMA_BUF_SYNC_RW};
    int result;
    do
        result = ioctl(session->slots[index].buffer.dma_buf, DMA_BUF_IOCTL_SYNC, &sync);
    while (result != 0 && (errno == EINTR || errno == EAGAIN));
    /* ENOTTY: plain shared memory instead of a dma-buf, which needs no synchronisation */
    if (result == 0 || errno == ENOTTY)
        return 0;
    return kmsmirror_fail(session, -errno, "DMA_BUF_IOCTL_SYNC of buffer %u: %s", index, strerror(errno));
}

int kmsmirror_begin_cpu_access(struct kmsmirror_session* session, uint32_t index) {
    return synchronise(session, index, DMA_BUF_SYNC_START);
}

int kmsmirror_end_cpu_access(struct kmsmirror_session* session, uint32_t index) {
    return synchronise(session, index, DMA_BUF_SYNC_END);
}

int kmsmirror_present(struct kmsmirror_session* session, uint32_t index, const struct kmsmirror_rect* rectangles,
                      size_t rectangle_count, uint64_t serial) {
    if (session->failure != 0)
        return session->failure;
    if (!kmsmirror_is_known(session, index))
        return kmsmirror_fail(session, -EINVAL, "there is no buffer %u", index);
    struct kmsmirror_slot* slot = &session->slots[index];
    if (slot->owner == KMSMIRROR_OWNER_DAEMON)
        return kmsmirror_fail(session, -EPERM, "the daemon has buffer %u and has not released it", index);
    if (slot->owner != KMSMIRROR_OWNER_CALLER && index < KMSMIRROR_FIRST_ATTACHED)
        return kmsmirror_fail(session, -EPERM, "buffer %u was not acquired", index);
    if (rectangles == NULL)
        rectangle_count = 0;
    if (rectangle_count > KMSMIRROR_FRAME_MAX_RECTANGLES)
        return kmsmirror_fail(session, -E2BIG, "%zu rectangles, %d are allowed", rectangle_count,
                              KMSMIRROR_FRAME_MAX_RECTANGLES);
    struct kmsmirror_frame_present message;
    memset(&message, 0, KMSMIRROR_FRAME_PRESENT_BYTES(0));
    message.header.type = KMSMIRROR_FRAME_PRESENT;
    message.header.size = (uint32_t)KMSMIRROR_FRAME_PRESENT_BYTES(rectangle_count);
    message.serial = serial;
    message.index = index;
    message.flags = rectangles == NULL ? KMSMIRROR_FRAME_PRESENT_ALL : 0;
    message.rectangle_count = (uint32_t)rectangle_count;
    if (rectangle_count > 0)
        memcpy(message.rectangles, rectangles, rectangle_count * sizeof(*rectangles));
    const int result = kmsmirror_request(session, &message.header, -1);
    if (result < 0)
        return result;
    slot->owner = KMSMIRROR_OWNER_DAEMON;
    slot->presented_as = ++session->present_count;
    /* kmsmirror_show knows better of its own frames. */
    session->history[session->present_count % KMSMIRROR_HISTORY] = (struct kmsmirror_damage){.is_all = true};
    session->pending = (struct kmsmirror_damage){.is_all = true};
    if (slot->is_leaving)
        kmsmirror_forget(slot);
    return 0;
}

int kmsmirror_discard(struct kmsmirror_session* session, uint32_t index) {
    if (session->failure != 0)
        return session->failure;
    if (!kmsmirror_is_known(session, index) || session->slots[index].owner != KMSMIRROR_OWNER_CALLER)
        return kmsmirror_fail(session, -EPERM, "buffer %u was not acquired", index);
    struct kmsmirror_slot* slot = &session->slots[index];
    slot->owner = KMSMIRROR_OWNER_FREE;
    slot->presented_as = 0;
    if (!slot->is_leaving)
        return 0;
    kmsmirror_forget(slot);
    const struct kmsmirror_frame_detach message = kmsmirror_detach_message(index);
    return kmsmirror_request(session, &message.header, -1);
}
