// SPDX-License-Identifier: MIT
#include "ctl/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {
namespace {

const char* code_of(Colour colour) {
    switch (colour) {
        case Colour::plain:
            return "0";
        case Colour::bold:
            return "1";
        case Colour::dim:
            return "2";
        case Colour::green:
            return "32";
        case Colour::yellow:
            return "33";
        case Colour::red:
            return "31";
    }
    return "0";
}

// NO_COLOR counts when it is not empty, as no-color.org says.
bool wants_colours() {
    const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread
    const char* terminal = std::getenv("TERM");      // NOLINT(concurrency-mt-unsafe): one thread
    return (no_color == nullptr || *no_color == '\0') && !(terminal != nullptr && std::strcmp(terminal, "dumb") == 0);
}

}  // namespace

Output::Output(JsonMode json)
    : json_(json), is_terminal_(isatty(STDOUT_FILENO) == 1), has_colours_(is_terminal_ && wants_colours()) {}

std::size_t Output::width() const {
    winsize size{};
    if (!is_terminal_ || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

std::string Output::paint(Colour colour, std::string_view text) const {
    if (!has_colours_ || colour == Colour::plain)
        return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code_of(colour), text);
}

void Output::text(std::string_view text) const {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw Failure(ExitCode::failed, fmt::format("cannot write to standard output: {}", std::strerror(errno)));
}

void Output::json(const Json& document) const {
    text(document.dump(json_ == JsonMode::pretty ? 2 : -1) + '\n');
}

void Output::json_line(const Json& document) const {
    text(document.dump() + '\n');
}

void Output::clear_screen() const {
    if (is_terminal_)
        text("\x1b[H\x1b[2J");
}

}  // namespace kmsmirror::ctl
