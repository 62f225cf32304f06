// SPDX-License-Identifier: MIT
// panel-pixels WIDTH X Y PART_WIDTH PART_HEIGHT <FRAME >PIXELS: a part of a raw frame of XRGB8888, as a small panel
// gets it: RGB565, the upper byte first, without gaps.

#include <stdio.h>
#include <stdlib.h>

// Reads one pixel, blue first, and writes it if it is wanted. 0 at the end.
static int pass_pixel(int is_wanted) {
    unsigned char bytes[4];
    if (fread(bytes, sizeof(bytes), 1, stdin) != 1)
        return 0;
    if (is_wanted) {
        const unsigned pixel =
            ((unsigned)bytes[2] >> 3) << 11 | ((unsigned)bytes[1] >> 2) << 5 | (unsigned)bytes[0] >> 3;
        putchar((int)(pixel >> 8));
        putchar((int)(pixel & 0xff));
    }
    return 1;
}

int main(int argc, char** argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: %s WIDTH X Y PART_WIDTH PART_HEIGHT\n", argv[0]);
        return 2;
    }
    long numbers[5];
    for (int i = 0; i < 5; ++i)
        numbers[i] = strtol(argv[i + 1], NULL, 10);
    const long left = numbers[1];
    const long top = numbers[2];
    const long right = left + numbers[3];
    const long bottom = top + numbers[4];
    for (long y = 0; y < bottom; ++y)
        for (long x = 0; x < numbers[0]; ++x)
            if (!pass_pixel(y >= top && x >= left && x < right)) {
                fprintf(stderr, "%s: the frame ends too early\n", argv[0]);
                return 1;
            }
    return 0;
}
