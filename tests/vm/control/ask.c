// SPDX-License-Identifier: MIT
// Hands a command to a program that runs already, and says what it answers.
//
//   ask SOCKET WORD...
//
// Scenarios do so thousands of times, and an emulated processor takes a hundred times as long to start a program with
// libraries: this one has none.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void fail(const char* what) {
    perror(what);
    exit(2);
}

static int connect_to(const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        fail("socket");
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (connect(fd, (const struct sockaddr*)&address, sizeof address) != 0)
        fail(path);
    return fd;
}

int main(int argc, char** argv) {
    int status = 0;
    size_t length = 0;
    int character = 0;
    if (argc < 3) {
        fprintf(stderr, "usage: %s SOCKET WORD...\n", argv[0]);
        return 2;
    }
    const int fd = connect_to(argv[1]);
    FILE* server = fdopen(fd, "r+");
    if (server == NULL)
        fail("fdopen");
    for (char** word = argv + 2; *word != NULL; ++word)
        fwrite(*word, 1, strlen(*word) + 1, server);
    if (fflush(server) != 0 || shutdown(fd, SHUT_WR) != 0)
        fail(argv[1]);
    if (fscanf(server, "%d %zu", &status, &length) != 2 || getc(server) != '\n') {
        fprintf(stderr, "%s: ended without an answer\n", argv[1]);
        return 2;
    }
    while (length-- > 0 && (character = getc(server)) != EOF)
        putchar(character);
    while ((character = getc(server)) != EOF)
        putc(character, stderr);
    return status;
}
