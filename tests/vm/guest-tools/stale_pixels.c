// SPDX-License-Identifier: MIT
// Looks for what programs have left in memory in a new dumb buffer, as whoever shows it would.
//
//   stale-pixels CARD RRGGBB
//
// The buffer has the size of the card's first mode. The program prints how many percent of its pixels have that colour.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <xf86drm.h>

#include "card.h"

static size_t count(const uint32_t* pixels, size_t size, uint32_t colour) {
    size_t found = 0;
    for (size_t i = 0; i < size; ++i)
        found += (pixels[i] & 0xffffff) == colour;
    return found;
}

int main(int argc, char** argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s CARD RRGGBB\n", argv[0]);
        return 2;
    }
    const struct card card = open_card(argv[1]);
    uint32_t handle = 0;
    uint32_t pitch = 0;
    uint64_t bytes = 0;
    uint64_t offset = 0;
    require(
        drmModeCreateDumbBuffer(card.fd, card.mode.hdisplay, card.mode.vdisplay, 32, 0, &handle, &pitch, &bytes) == 0,
        "CREATE_DUMB");
    require(drmModeMapDumbBuffer(card.fd, handle, &offset) == 0, "MAP_DUMB");
    const void* memory = mmap(NULL, (size_t)bytes, PROT_READ, MAP_SHARED, card.fd, (off_t)offset);
    require(memory != MAP_FAILED, "mmap of the buffer");
    const size_t pixels = (size_t)bytes / 4;
    printf("%zu\n", count(memory, pixels, (uint32_t)strtoul(argv[2], NULL, 16)) * 100 / pixels);
    return 0;
}
