// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "loop/event_loop.h"

namespace kmsmirror::loop {

// Calls back on the loop's thread, with the number, each time the process gets one of some signals.
// May be destroyed at any time, also inside its own callback; the signals then have their default effect again.
class SignalSet {
public:
    // Throws std::system_error for a number that is no signal.
    SignalSet(EventLoop& loop, std::initializer_list<int> signals, std::function<void(int)> on_signal);
    ~SignalSet();
    SignalSet(const SignalSet&) = delete;
    SignalSet& operator=(const SignalSet&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::loop
