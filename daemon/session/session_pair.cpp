// SPDX-License-Identifier: MIT
#include "session/session_pair.h"

#include <sys/socket.h>

#include "base/result.h"

namespace kmsmirror::session {

SessionPair make_session_pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        throw std::system_error(errno_error(), "socketpair of a frame channel");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

}  // namespace kmsmirror::session
