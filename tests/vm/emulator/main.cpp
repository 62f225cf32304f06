// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/vm/emulator/control_socket.h"
#include "tests/vm/emulator/server.h"

namespace {

using namespace kmsmirror::emulator;

constexpr const char* default_socket = "/run/usbdisplay.sock";

constexpr const char* usage =
    "usbdisplay [--socket PATH] serve [--background]\n"
    "usbdisplay [--socket PATH] COMMAND, where COMMAND is one of\n"
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
    "Exit code: 0 yes or done, 1 no or failed, 2 misuse.\n";

int serve(const std::string& path, bool in_background) {
    auto listener = listen_on(path);
    // The parent ends when clients can connect; no thread runs yet. The second argument keeps stderr.
    if (in_background && ::daemon(0, 1) != 0)
        throw std::system_error(errno, std::generic_category(), "daemon");
    if (!in_background) {
        fmt::print("ready\n");
        std::fflush(stdout);
    }
    block_end_signals();
    Server(std::move(listener)).run();
    ::unlink(path.c_str());
    return 0;
}

// The server has another working directory.
void make_files_absolute(std::vector<std::string>& words) {
    constexpr std::array<std::string_view, 4> with_file = {"png", "raw", "diff", "wait-equal"};
    constexpr std::size_t file = 2;
    if (words.size() <= file || std::ranges::find(with_file, words[0]) == with_file.end())
        return;
    if (words[file] != "scanout" && !words[file].starts_with("scanout:"))
        words[file] = std::filesystem::absolute(words[file]).string();
}

int run_client(const std::string& path, std::vector<std::string> words) {
    make_files_absolute(words);
    const Reply reply = send_command(path, words);
    fmt::print("{}", reply.output);
    if (!reply.error.empty())
        fmt::print(stderr, "usbdisplay: {}\n", reply.error);
    return reply.exit_code;
}

int run(std::vector<std::string> words) {
    std::string path = default_socket;
    // --socket may stand before or after the command's name.
    for (std::size_t i = 0; i + 1 < words.size() && i < 2; ++i) {
        if (words[i] == "--socket") {
            path = words[i + 1];
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                        words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
            break;
        }
    }
    if (words.empty() || words[0] == "--help") {
        fmt::print(words.empty() ? stderr : stdout, "{}", usage);
        return words.empty() ? exit_misuse : 0;
    }
    if (words[0] != "serve")
        return run_client(path, std::move(words));
    const bool in_background = words.size() == 2 && words[1] == "--background";
    if (words.size() > 1 && !in_background) {
        fmt::print(stderr, "usbdisplay: serve knows --socket PATH and --background only\n");
        return exit_misuse;
    }
    return serve(path, in_background);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const std::exception& error) {
        fmt::print(stderr, "usbdisplay: {}\n", error.what());
        return exit_misuse;
    }
}
