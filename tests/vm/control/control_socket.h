// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "tests/vm/control/reply.h"

namespace kmsmirror::control {

// The server's side of a socket for commands; `ask` is the client's. One connection per command: the client sends the
// words, each ended by a NUL, and closes its direction; the server answers "EXITCODE LENGTH\n", LENGTH bytes for
// stdout, the rest for stderr.

// Throws std::system_error.
[[nodiscard]] UniqueFd listen_on(const std::string& path);

// Nothing when the client went away. Errors of sending are ignored for the same reason.
[[nodiscard]] std::vector<std::string> receive_words(int connection);
void send_reply(int connection, const Reply& reply);

}  // namespace kmsmirror::control
