// SPDX-License-Identifier: MIT
// A display card as the small test programs see it: its first connector on its first CRTC, by the legacy calls.
#pragma once

#include <stdint.h>
#include <xf86drmMode.h>

struct card {  // NOLINT(readability-identifier-naming): also C++ includes this
    int fd;
    uint32_t connector;
    uint32_t crtc;
    drmModeModeInfo mode;  // the first of the connector
};

// Ends the program with what and errno unless it succeeded.
void require(int succeeded, const char* what);

struct card open_card(const char* path);

// Makes a framebuffer, in the size of the mode, of the memory behind a dma-buf. Returns 0, or the errno of
// PRIME_FD_TO_HANDLE or ADDFB2.
int add_framebuffer(const struct card* card, int dma_buf, uint32_t pitch, uint32_t* framebuffer);

// Switches the CRTC off and on with the framebuffer. Returns 0 or the errno of SETCRTC.
int show(struct card* card, uint32_t framebuffer);
