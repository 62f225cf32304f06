// SPDX-License-Identifier: MIT
// Shows one buffer of a dma-heap on several cards, or takes all that the heap has.
//
//   heap-buffer HEAP CARD...
//   heap-buffer HEAP
//
// The buffer has the size of the first card's mode and a picture in it. The program says `shown` when all cards show
// it, or `full N`, N being the megabytes that it got until ENOMEM, and keeps what it has until it is ended.

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "card.h"

// -1 if there is no memory
static int allocate(int heap, uint64_t size) {
    struct dma_heap_allocation_data allocation = {.len = size, .fd_flags = O_RDWR | O_CLOEXEC};
    const int result = ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &allocation);
    require(result == 0 || errno == ENOMEM, "DMA_HEAP_IOCTL_ALLOC");
    return result == 0 ? (int)allocation.fd : -1;
}

static void synchronise(int dma_buf, uint64_t flags) {
    struct dma_buf_sync sync = {.flags = flags | DMA_BUF_SYNC_WRITE};
    require(ioctl(dma_buf, DMA_BUF_IOCTL_SYNC, &sync) == 0, "DMA_BUF_IOCTL_SYNC");
}

// Colours change to the right and downwards, so that a picture in a wrong place is a wrong picture.
static void paint(int dma_buf, const drmModeModeInfo* mode) {
    const size_t size = (size_t)mode->hdisplay * mode->vdisplay * 4;
    uint32_t* pixel = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, dma_buf, 0);
    require(pixel != MAP_FAILED, "mmap of the buffer");
    synchronise(dma_buf, DMA_BUF_SYNC_START);
    for (uint32_t y = 0; y < mode->vdisplay; ++y)
        for (uint32_t x = 0; x < mode->hdisplay; ++x)
            pixel[y * mode->hdisplay + x] = x >> 2 << 16 | y >> 2 << 8 | ((x ^ y) & 0xff);
    synchronise(dma_buf, DMA_BUF_SYNC_END);
    munmap(pixel, size);
}

static void show_buffer(int heap, char** cards) {
    int dma_buf = -1;
    uint32_t pitch = 0;
    for (; *cards; ++cards) {
        struct card card = open_card(*cards);
        if (dma_buf < 0) {
            pitch = card.mode.hdisplay * 4u;
            dma_buf = allocate(heap, (uint64_t)pitch * card.mode.vdisplay);
            require(dma_buf >= 0, "DMA_HEAP_IOCTL_ALLOC");
            paint(dma_buf, &card.mode);
        }
        uint32_t framebuffer = 0;
        require((errno = add_framebuffer(&card, dma_buf, pitch, &framebuffer)) == 0, "import of the buffer");
        require((errno = show(&card, framebuffer)) == 0, "SETCRTC");
    }
    puts("shown");
}

static void take_all(int heap) {
    int megabytes = 0;
    while (allocate(heap, 1 << 20) >= 0)
        ++megabytes;
    printf("full %d\n", megabytes);
}

int main(int argc, char** argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s HEAP [CARD...]\n", argv[0]);
        return 2;
    }
    const int heap = open(argv[1], O_RDWR | O_CLOEXEC);
    require(heap >= 0, argv[1]);
    if (argc > 2)
        show_buffer(heap, argv + 2);
    else
        take_all(heap);
    fflush(stdout);
    pause();
    return 0;
}
