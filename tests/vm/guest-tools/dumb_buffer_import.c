// SPDX-License-Identifier: MIT
// Tells whether a sink can map a dumb buffer of a source, with and without the kernel's own mapping of it.
//
//   dumb-buffer-import SOURCE SINK STATE=ERRNO...
//
// STATE is on or off: the kernel mapping is switched so, and the sink is asked to show the buffer; ERRNO is the name
// of the error that this must give, or 0. One buffer serves all states; it is allocated in the first one.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <drm_fourcc.h>

static const char SWITCH_PATH[] = "/sys/module/drm_dma_helper/parameters/dumb_kernel_map";

static void require(int succeeded, const char* what) {
    if (succeeded)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

struct sink {
    int fd;
    uint32_t connector;
    uint32_t crtc;
    drmModeModeInfo mode;
};

static struct sink open_sink(const char* path) {
    struct sink sink = {.fd = open(path, O_RDWR | O_CLOEXEC)};
    require(sink.fd >= 0, path);
    drmModeRes* resources = drmModeGetResources(sink.fd);
    require(resources && resources->count_connectors && resources->count_crtcs, "resources of the sink");
    sink.connector = resources->connectors[0];
    sink.crtc = resources->crtcs[0];
    drmModeConnector* connector = drmModeGetConnector(sink.fd, sink.connector);
    require(connector && connector->count_modes, "modes of the sink");
    sink.mode = connector->modes[0];
    drmModeFreeConnector(connector);
    drmModeFreeResources(resources);
    return sink;
}

static void switch_kernel_mapping(int on) {
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

// A framebuffer of the sink with the memory of a dumb buffer of the source
static uint32_t import_buffer(int source, const struct sink* sink) {
    uint32_t handle = 0;
    uint32_t pitch = 0;
    uint64_t size = 0;
    require(
        drmModeCreateDumbBuffer(source, sink->mode.hdisplay, sink->mode.vdisplay, 32, 0, &handle, &pitch, &size) == 0,
        "CREATE_DUMB");
    fill(source, handle, size);
    int dma_buf = -1;
    require(drmPrimeHandleToFD(source, handle, DRM_CLOEXEC | DRM_RDWR, &dma_buf) == 0, "PRIME_HANDLE_TO_FD");
    uint32_t imported = 0;
    require(drmPrimeFDToHandle(sink->fd, dma_buf, &imported) == 0, "PRIME_FD_TO_HANDLE");
    close(dma_buf);
    const uint32_t handles[4] = {imported};
    const uint32_t pitches[4] = {pitch};
    const uint32_t offsets[4] = {0};
    uint32_t framebuffer = 0;
    require(drmModeAddFB2(sink->fd, sink->mode.hdisplay, sink->mode.vdisplay, DRM_FORMAT_XRGB8888, handles, pitches,
                          offsets, &framebuffer, 0) == 0,
            "ADDFB2");
    return framebuffer;
}

// 0 or an errno
static int show(struct sink* sink, uint32_t framebuffer) {
    require(drmModeSetCrtc(sink->fd, sink->crtc, 0, 0, 0, NULL, 0, NULL) == 0, "SETCRTC off");
    return drmModeSetCrtc(sink->fd, sink->crtc, framebuffer, 0, 0, &sink->connector, 1, &sink->mode) == 0 ? 0 : errno;
}

int main(int argc, char** argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: %s SOURCE SINK on|off=ERRNO...\n", argv[0]);
        return 2;
    }
    const int source = open(argv[1], O_RDWR | O_CLOEXEC);
    require(source >= 0, argv[1]);
    drmDropMaster(source);
    struct sink sink = open_sink(argv[2]);
    uint32_t framebuffer = 0;
    for (int i = 3; i < argc; ++i) {
        const char* wanted = strchr(argv[i], '=');
        require(wanted != NULL, argv[i]);
        switch_kernel_mapping(strncmp(argv[i], "on=", 3) == 0);
        if (!framebuffer)
            framebuffer = import_buffer(source, &sink);
        const int error = show(&sink, framebuffer);
        const char* name = error ? strerrorname_np(error) : "0";
        if (strcmp(name, wanted + 1) != 0) {
            fprintf(stderr, "%s: got %s\n", argv[i], name);
            return 1;
        }
    }
    return 0;
}
