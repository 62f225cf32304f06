// SPDX-License-Identifier: MIT
#include <sys/socket.h>

#include <cerrno>

#include "tests/vm/bus/bus_commands.h"
#include "tests/vm/control/control_socket.h"
#include "tests/vm/control/server_program.h"
#include "tests/vm/control/throw_errno.h"

namespace {

using namespace kmsmirror;

constexpr const char* usage =
    "bushelper SOCKET: answers in the background, one after the other, what `ask SOCKET` wants to know of the daemon "
    "on\n"
    "the system bus.\n"
    "  paths sink|source                            the paths of the sinks or sources, one a line\n"
    "  path WHICH                                   the path of one\n"
    "  count PROPERTY VALUE                         of sinks that have this value of a text property\n"
    "  property WHICH INTERFACE PROPERTY...         parts of a structure with a space between them\n"
    "  statistic WHICH INTERFACE COUNTER...         all as they were at one moment\n"
    "  call WHICH INTERFACE METHOD                  without options\n"
    "  wait-name SECONDS                            until the daemon has its name\n"
    "  wait-property SECONDS WHICH INTERFACE PROPERTY VALUE\n"
    "                                               until it has this value, woken by signals\n"
    "WHICH is a path, \"source\" for the first source, or the name of a kernel driver for its first sink. INTERFACE "
    "is\n"
    "without \"org.kmsmirror1.\". Exit code of ask: 0 yes or done, 1 no or failed, 2 misuse.\n";

void serve(UniqueFd listener) {
    bushelper::BusCommands commands;
    while (true) {
        const UniqueFd connection(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (connection)
            control::send_reply(connection.get(), commands.run(control::receive_words(connection.get())));
        else if (errno != EINTR && errno != ECONNABORTED)
            control::throw_errno("accept");
    }
}

}  // namespace

int main(int argc, char** argv) {
    return control::run_server(argc, argv, usage, serve);
}
