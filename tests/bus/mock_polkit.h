// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "bus_client.h"
#include "private_bus.h"

namespace kmsmirror::test {

// python-dbusmock's polkitd on a private bus. Refuses all, unless told otherwise. Dies with the test.
class MockPolkit {
public:
    // Returns when it is on the bus.
    explicit MockPolkit(const PrivateBus& bus);
    ~MockPolkit();
    MockPolkit(const MockPolkit&) = delete;
    MockPolkit& operator=(const MockPolkit&) = delete;

    void allow(const std::vector<std::string>& actions) { order("SetAllowed", actions); }
    // Questions about these are not answered before release().
    void hang(const std::vector<std::string>& actions) { order("SimulateHangActions", actions); }
    void release();
    // Whether a question waits for release().
    [[nodiscard]] bool is_hanging();
    // Ends it without an answer to what it was asked.
    void kill();

private:
    void order(const char* method, const std::vector<std::string>& actions);

    BusClient client_;
    pid_t pid_ = -1;
};

}  // namespace kmsmirror::test
