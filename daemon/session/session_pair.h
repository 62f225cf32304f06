// SPDX-License-Identifier: MIT
#pragma once

#include "base/unique_fd.h"

namespace kmsmirror::session {

// Both ends of a new frame channel: SOCK_SEQPACKET, close-on-exec, non-blocking.
struct SessionPair {
    UniqueFd daemon;
    UniqueFd client;
};

// Throws std::system_error.
[[nodiscard]] SessionPair make_session_pair();

}  // namespace kmsmirror::session
