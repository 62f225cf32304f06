// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "tests/vm/emulator/commands.h"

namespace kmsmirror::emulator {

// The control socket between client and server: one connection per command. The client sends the words, each ended by
// a NUL, and closes its direction; the server answers "EXITCODE LENGTH\n", LENGTH bytes for stdout, the rest for
// stderr.

// Throw std::system_error.
[[nodiscard]] UniqueFd listen_on(const std::string& path);
[[nodiscard]] Reply send_command(const std::string& path, std::span<const std::string> words);

// The server's side; nothing when the client went away. Errors of sending are ignored for the same reason.
[[nodiscard]] std::vector<std::string> receive_words(int connection);
void send_reply(int connection, const Reply& reply);

}  // namespace kmsmirror::emulator
