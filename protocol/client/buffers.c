/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

static bool is_usable(const struct kmsmirror_session* session, const struct kmsmirror_frame_buffer* message) {
    return message->index < KMSMIRROR_FRAME_MAX_BUFFERS && !session->slots[message->index].is_known &&
           message->bytes <= SIZE_MAX && message->offset + (uint64_t)message->pitch * message->height <= message->bytes;
}

int kmsmirror_map(struct kmsmirror_session* session, const struct kmsmirror_frame_buffer* message, int fd) {
    if (fd < 0 || !is_usable(session, message)) {
        if (fd >= 0)
            close(fd);
        return kmsmirror_end(session, -EPROTO, "the daemon offers a buffer %u that cannot be", message->index);
    }
    void* mapping = mmap(NULL, (size_t)message->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapping == MAP_FAILED) {
        const int error = -errno;
        close(fd);
        return kmsmirror_end(session, error, "cannot map buffer %u: %s", message->index, strerror(-error));
    }
    struct kmsmirror_slot* slot = &session->slots[message->index];
    slot->is_known = true;
    slot->owner = KMSMIRROR_OWNER_DAEMON;
    slot->mapping = mapping;
    slot->mapping_bytes = (size_t)message->bytes;
    slot->buffer.pixels = (char*)mapping + message->offset;
    slot->buffer.width = message->width;
    slot->buffer.height = message->height;
    slot->buffer.pitch = message->pitch;
    slot->buffer.format = message->format;
    slot->buffer.modifier = message->modifier;
    slot->buffer.offset = message->offset;
    slot->buffer.dma_buf = fd;
    ++session->known_buffers;
    return 0;
}

void kmsmirror_forget(struct kmsmirror_slot* slot) {
    if (slot->mapping != NULL) {
        munmap(slot->mapping, slot->mapping_bytes);
        close(slot->buffer.dma_buf);
    }
    memset(slot, 0, sizeof(*slot));
}

int kmsmirror_take_withdraw(struct kmsmirror_session* session, uint32_t index) {
    if (index >= KMSMIRROR_FRAME_MAX_BUFFERS || !session->slots[index].is_known)
        return kmsmirror_end(session, -EPROTO, "the daemon withdrew buffer %u, which it never offered", index);
    struct kmsmirror_slot* slot = &session->slots[index];
    if (slot->owner == KMSMIRROR_OWNER_CALLER) {
        slot->is_leaving = true; /* goes with kmsmirror_present */
        return 0;
    }
    const bool is_ours = slot->owner == KMSMIRROR_OWNER_FREE;
    kmsmirror_forget(slot);
    return is_ours ? kmsmirror_send_detach(session, index) : 0;
}

static int synchronise(struct kmsmirror_session* session, uint32_t index, uint64_t flags) {
    const struct kmsmirror_buffer* buffer = kmsmirror_get_buffer(session, index);
    if (buffer == NULL)
        return kmsmirror_fail(session, -EINVAL, "there is no buffer %u", index);
    struct dma_buf_sync sync = {.flags = flags | DMA_BUF_SYNC_RW};
    int result;
    do
        result = ioctl(buffer->dma_buf, DMA_BUF_IOCTL_SYNC, &sync);
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
