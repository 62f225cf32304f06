// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace kmsmirror::test {

// A dbus-daemon of its own, which denies what the system bus denies and knows the project's policy file.
// Dies with the test, whatever happens to that.
class PrivateBus {
public:
    // Whom the bus lets send what.
    enum class Policy { as_installed, none };

    explicit PrivateBus(Policy policy = Policy::as_installed);
    ~PrivateBus();
    PrivateBus(const PrivateBus&) = delete;
    PrivateBus& operator=(const PrivateBus&) = delete;

    [[nodiscard]] const std::string& address() const noexcept { return address_; }

    // Ends it now; returns when it has ended.
    void kill();

private:
    std::filesystem::path folder_;
    pid_t pid_ = -1;
    std::string address_;
};

}  // namespace kmsmirror::test
