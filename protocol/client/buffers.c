/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

bool kmsmirror_is_known(const struct kmsmirror_session* session, uint32_t index) {
    return index < KMSMIRROR_SLOTS && session->slots[index].is_known;
}

static bool is_usable(const struct kmsmirror_session* session, const struct kmsmirror_frame_buffer* message) {
    return message->index < KMSMIRROR_FRAME_MAX_BUFFERS && !session->slots[message->index].is_known &&
           message->width == session->info.width && message->height == session->info.height &&
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

struct kmsmirror_frame_detach kmsmirror_detach_message(uint32_t index) {
    return (struct kmsmirror_frame_detach){{KMSMIRROR_FRAME_DETACH, sizeof(struct kmsmirror_frame_detach)}, index, 0};
}

/* Gives back what the caller does not have. That the daemon has closed the session is seen when its end is read, after
 * what it sent last. */
static int give_back(struct kmsmirror_session* session, uint32_t index) {
    const struct kmsmirror_frame_detach message = kmsmirror_detach_message(index);
    const int result = kmsmirror_send(session, &message.header, -1);
    return result == -EPIPE ? 0 : result;
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
    return is_ours ? give_back(session, index) : 0;
}

static bool is_accepted(uint32_t result) {
    return result == KMSMIRROR_FRAME_ATTACHED_SCANOUT || result == KMSMIRROR_FRAME_ATTACHED_COPY;
}

int kmsmirror_take_attached(struct kmsmirror_session* session, const struct kmsmirror_frame_attached* message) {
    if (message->index >= KMSMIRROR_SLOTS || !session->slots[message->index].is_asked)
        return kmsmirror_end(session, -EPROTO, "the daemon attached buffer %u without being asked", message->index);
    struct kmsmirror_slot* slot = &session->slots[message->index];
    const bool is_abandoned = slot->is_leaving;
    slot->is_asked = false;
    slot->result = message->result;
    memcpy(slot->text, message->text, sizeof(slot->text) - 1);
    if (!is_accepted(message->result)) {
        if (is_abandoned)
            kmsmirror_forget(slot);
        return 0;
    }
    if (is_abandoned) {
        kmsmirror_forget(slot);
        return give_back(session, message->index);
    }
    slot->is_known = true;
    slot->owner = KMSMIRROR_OWNER_FREE;
    if (message->result == KMSMIRROR_FRAME_ATTACHED_COPY)
        slot->buffer.copy_reason = slot->text;
    return 0;
}
