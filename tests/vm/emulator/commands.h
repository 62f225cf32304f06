// SPDX-License-Identifier: MIT
#pragma once

#include "tests/vm/emulator/command.h"

namespace kmsmirror::emulator {

// Runs what users say. Any thread may run a command; waiting commands hold up no other.
class Commands {
public:
    explicit Commands(Displays::Attach attach = attach_high_speed) : displays_(attach) {}

    // Never throws: what goes wrong becomes the reply.
    [[nodiscard]] Reply run(Words words);
    void unplug_all() { displays_.unplug_all(); }

private:
    Displays displays_;
};

}  // namespace kmsmirror::emulator
