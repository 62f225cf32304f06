// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "tests/vm/emulator/display_factory.h"
#include "tests/vm/emulator/session.h"

namespace kmsmirror::emulator {

inline constexpr int exit_judged_failure = 1;
inline constexpr int exit_misuse = 2;

// The result of one command as the client shows it.
struct Reply {
    int exit_code = 0;
    std::string output;  // to stdout
    std::string error;   // to stderr
};

// The plugged-in displays and what users can do with them. Any thread may run a command; waiting commands hold up no
// other.
class Commands {
public:
    // Never throws: what goes wrong becomes the reply.
    [[nodiscard]] Reply run(std::span<const std::string> words);
    // Pulls all cables, which also ends every command that waits.
    void unplug_all();

private:
    using Words = std::span<const std::string>;

    struct Plugged {
        std::shared_ptr<Session> session;
        DisplayKind kind = DisplayKind::udl;
        unsigned port = 0;
    };

    Reply dispatch(Words words);
    Reply plug(Words arguments);
    Reply unplug(Words arguments);
    Reply list();
    Reply stats(Words arguments);
    Reply reset_stats(Words arguments);
    Reply png(Words arguments);
    Reply raw(Words arguments);
    Reply diff(Words arguments);
    Reply wait_equal(Words arguments);
    Reply wait_mode(Words arguments);
    Reply wait_update(Words arguments);

    [[nodiscard]] Plugged find(const std::string& name);

    std::mutex mutex_;
    std::map<std::string, Plugged> displays_;
};

}  // namespace kmsmirror::emulator
