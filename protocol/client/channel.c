/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* Keeps the first file descriptor of a message and closes the others. */
static int take_fd(struct msghdr* header) {
    int kept = -1;
    for (struct cmsghdr* control = CMSG_FIRSTHDR(header); control != NULL; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
            continue;
        const size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; ++i) {
            int fd;
            memcpy(&fd, CMSG_DATA(control) + i * sizeof(int), sizeof(int));
            if (kept < 0)
                kept = fd;
            else
                close(fd);
        }
    }
    return kept;
}

/* One message, or -errno; 0 bytes = the end. */
static ssize_t receive_once(int socket, union kmsmirror_message* message, int* fd) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec vector = {message, sizeof(*message)};
    struct msghdr header = {0};
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = &control;
    header.msg_controllen = sizeof(control);
    const ssize_t bytes = recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (bytes < 0)
        return -errno;
    *fd = take_fd(&header);
    return bytes;
}

int kmsmirror_receive(struct kmsmirror_session* session, union kmsmirror_message* message, int* fd) {
    if (session->failure != 0)
        return session->failure;
    *fd = -1;
    memset(message, 0, sizeof(*message));
    ssize_t bytes;
    do
        bytes = receive_once(session->fd, message, fd);
    /* A reset overtakes the messages that were sent before it; the daemon's ERROR may be among them. */
    while (bytes == -EINTR || bytes == -ECONNRESET);
    if (bytes == -EAGAIN)
        return 0;
    if (bytes < 0)
        return kmsmirror_end(session, (int)bytes, "cannot receive from the daemon: %s", strerror((int)-bytes));
    if (bytes == 0)
        return kmsmirror_end(session, -EPIPE, "the daemon has closed the session");
    if ((size_t)bytes < sizeof(message->header))
        return kmsmirror_end(session, -EPROTO, "the daemon sent a message of %zd bytes", bytes);
    return 1;
}

static ssize_t send_once(int socket, const struct kmsmirror_frame_header* message, int fd) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    /* sendmsg reads only, but iovec serves both directions */
    struct iovec vector = {(void*)message, message->size};
    struct msghdr header = {0};
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    if (fd >= 0) {
        header.msg_control = &control;
        header.msg_controllen = sizeof(control);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
    }
    return sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int kmsmirror_send(struct kmsmirror_session* session, const struct kmsmirror_frame_header* message, int fd) {
    ssize_t sent;
    do
        sent = send_once(session->fd, message, fd);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return 0;
    if (errno == EAGAIN)
        return kmsmirror_fail(session, -EAGAIN, "the daemon does not read its messages");
    if (errno == EPIPE || errno == ECONNRESET)
        return -EPIPE;
    return kmsmirror_end(session, -errno, "cannot send to the daemon: %s", strerror(errno));
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t kmsmirror_deadline(int timeout_ms) {
    return timeout_ms < 0 ? KMSMIRROR_NEVER : now_ms() + timeout_ms;
}

int kmsmirror_rest(int64_t deadline_ms) {
    if (deadline_ms == KMSMIRROR_NEVER)
        return -1;
    const int64_t rest = deadline_ms - now_ms();
    return rest > 0 ? (int)rest : 0;
}

int kmsmirror_wait(struct kmsmirror_session* session, int64_t deadline_ms) {
    struct pollfd poll_fd = {session->fd, POLLIN, 0};
    int result;
    do
        result = poll(&poll_fd, 1, kmsmirror_rest(deadline_ms));
    while (result < 0 && errno == EINTR);
    return result < 0 ? kmsmirror_fail(session, -errno, "poll: %s", strerror(errno)) : result;
}
