// SPDX-License-Identifier: MIT
// pass-bytes COUNT: so many bytes go from standard input to standard output, which are pipes. They are not copied, and
// the pipes become as large as they may be: an emulated processor would spend much of a scenario with copies and
// switches between processes.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PIPE_SIZE (1 << 20)

int main(int argc, char** argv) {
    char* end = NULL;
    size_t left = argc == 2 ? strtoul(argv[1], &end, 10) : 0;
    if (end == NULL || end == argv[1] || *end != '\0') {
        fprintf(stderr, "usage: %s COUNT\n", argv[0]);
        return 2;
    }
    fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_SIZE);
    fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_SIZE);
    while (left > 0) {
        const ssize_t passed = splice(STDIN_FILENO, NULL, STDOUT_FILENO, NULL, left, 0);
        if (passed < 0)
            perror("splice");
        if (passed <= 0)
            return 1;
        left -= (size_t)passed;
    }
    return 0;
}
