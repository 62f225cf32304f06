// SPDX-License-Identifier: MIT
#include <malloc.h>

#include <utility>

#include "tests/vm/control/server_program.h"
#include "tests/vm/emulator/server.h"

namespace {

constexpr const char* usage =
    "usbdisplay SOCKET: does in the background what `ask SOCKET COMMAND...` tells it; COMMAND is one of\n"
    "  plug NAME udl|gud [size=WxH] [modes=WxH,..] [serial=TEXT] [port=N]\n"
    "                    udl: [pixel-limit=PIXELS] gud: [formats=xrgb8888,rgb565] [lz4=no] [max-buffer=BYTES]\n"
    "  plug NAME                           again, as it was before\n"
    "  unplug NAME\n"
    "  list\n"
    "  stats NAME                          one line of JSON\n"
    "  reset-stats NAME\n"
    "  png NAME FILE\n"
    "  raw NAME FILE                       XRGB8888, rows tightly packed\n"
    "  diff NAME REFERENCE [at=X,Y] [size=WxH]\n"
    "                                      REFERENCE: a raw file or scanout[:/dev/dri/cardN], on black; default: in\n"
    "                                      the middle; size= is that of the raw file, default: that of the display\n"
    "  wait-equal NAME REFERENCE TIMEOUT_MS [at=X,Y] [size=WxH]\n"
    "  watch NAME [RRGGBB]...              from now on counts in strange_pictures those of other colours\n"
    "  wait-mode NAME TIMEOUT_MS\n"
    "  wait-update NAME COUNT TIMEOUT_MS   until there were COUNT updates since plug or reset-stats\n"
    "  stall NAME | resume NAME            answers no transfer; answers those that wait\n"
    "  vanish NAME [BYTES]                 is gone when so many bytes of bulk transfers have come; the last one is not "
    "answered\n"
    "What stays over unplug and plug:\n"
    "  speed NAME BYTES_PER_SECOND|full    of bulk transfers\n"
    "  edid NAME good|garbled|corrupt|empty\n"
    "                                      garbled: control characters in its texts; corrupt: and a bad checksum\n"
    "  modes NAME refuse|accept            gud only\n"
    "Exit code of ask: 0 yes or done, 1 no or failed, 2 misuse.\n";

void serve(kmsmirror::UniqueFd listener) {
    // Pictures come and go all the time: their memory stays with us, for each new page costs a page fault.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 26);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 26);
    kmsmirror::emulator::block_end_signals();
    kmsmirror::emulator::Server(std::move(listener)).run();
}

}  // namespace

int main(int argc, char** argv) {
    return kmsmirror::control::run_server(argc, argv, usage, serve);
}
