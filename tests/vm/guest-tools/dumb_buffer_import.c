// SPDX-License-Identifier: MIT
// Tells what a sink makes of a dumb buffer of a source.
//
//   dumb-buffer-import SOURCE SINK STEP=ERRNO...
//
// One buffer serves all steps; it is allocated in the first one, and imported once that succeeds. STEP is
//   show     the buffer is imported and shown by SETCRTC
//   on, off  the same after the kernel mapping of dumb buffers was switched so
//   commit   an atomic commit of nothing, without the buffer
// ERRNO is the name of the error of the first call that fails, or 0.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#include "card.h"

static const char SWITCH_PATH[] = "/sys/module/drm_dma_helper/parameters/dumb_vmap";

struct buffer {
    int dma_buf;
    uint32_t pitch;
};

static void switch_kernel_mapping(bool on) {
    const int fd = open(SWITCH_PATH, O_WRONLY | O_CLOEXEC);
    require(fd >= 0 && write(fd, on ? "Y" : "N", 1) == 1, SWITCH_PATH);
    close(fd);
}

static void fill(int fd, uint32_t handle, uint64_t size) {
    uint64_t offset = 0;
    require(drmModeMapDumbBuffer(fd, handle, &offset) == 0, "MAP_DUMB");
    void* memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
    require(memory != MAP_FAILED, "mmap of the buffer");
    memset(memory, 0x40, (size_t)size);
    munmap(memory, (size_t)size);
}

static struct buffer create_buffer(int source, const drmModeModeInfo* mode) {
    struct buffer buffer = {.dma_buf = -1};
    uint32_t handle = 0;
    uint64_t size = 0;
    require(drmModeCreateDumbBuffer(source, mode->hdisplay, mode->vdisplay, 32, 0, &handle, &buffer.pitch, &size) == 0,
            "CREATE_DUMB");
    fill(source, handle, size);
    require(drmPrimeHandleToFD(source, handle, DRM_CLOEXEC | DRM_RDWR, &buffer.dma_buf) == 0, "PRIME_HANDLE_TO_FD");
    return buffer;
}

static int import_and_show(struct card* sink, const struct buffer* buffer, uint32_t* framebuffer) {
    const int error = *framebuffer ? 0 : add_framebuffer(sink, buffer->dma_buf, buffer->pitch, framebuffer);
    return error ? error : show(sink, *framebuffer);
}

// libdrm makes no system call for a commit of nothing.
static int commit_nothing(const struct card* sink) {
    struct drm_mode_atomic commit = {.flags = 0};
    require(drmSetClientCap(sink->fd, DRM_CLIENT_CAP_ATOMIC, 1) == 0, "the capability ATOMIC");
    return drmIoctl(sink->fd, DRM_IOCTL_MODE_ATOMIC, &commit) == 0 ? 0 : errno;
}

int main(int argc, char** argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: %s SOURCE SINK show|on|off|commit=ERRNO...\n", argv[0]);
        return 2;
    }
    const int source = open(argv[1], O_RDWR | O_CLOEXEC);
    require(source >= 0, argv[1]);
    drmDropMaster(source);
    struct card sink = open_card(argv[2]);
    struct buffer buffer = {.dma_buf = -1};
    uint32_t framebuffer = 0;
    for (int i = 3; i < argc; ++i) {
        const char* wanted = strchr(argv[i], '=');
        require(wanted != NULL, argv[i]);
        const bool is_on = strncmp(argv[i], "on=", 3) == 0;
        if (is_on || strncmp(argv[i], "off=", 4) == 0)
            switch_kernel_mapping(is_on);
        if (buffer.dma_buf < 0)
            buffer = create_buffer(source, &sink.mode);
        const bool is_commit = strncmp(argv[i], "commit=", 7) == 0;
        const int error = is_commit ? commit_nothing(&sink) : import_and_show(&sink, &buffer, &framebuffer);
        const char* name = error ? strerrorname_np(error) : "0";
        if (strcmp(name, wanted + 1) != 0) {
            fprintf(stderr, "%s: got %s\n", argv[i], name);
            return 1;
        }
    }
    return 0;
}
