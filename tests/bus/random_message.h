// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace kmsmirror::test {

// Makes arguments of D-Bus messages by chance, the same for each seed. Every second word or number means something to
// the service.
class RandomArguments {
public:
    RandomArguments(std::uint32_t seed, std::vector<std::string> object_paths);

    [[nodiscard]] std::uint32_t below(std::uint32_t limit);
    [[nodiscard]] const std::string& one_of(const std::vector<std::string>& values);
    // Of complete types, at most 4.
    [[nodiscard]] std::string types();
    // Values of these types.
    void append(sd_bus_message* message, const std::string& types);

private:
    [[nodiscard]] std::string type(int depth);
    void append_one(sd_bus_message* message, const std::string& type);
    void append_basic(sd_bus_message* message, char type);
    void append_container(sd_bus_message* message, char kind, const std::string& contents);
    [[nodiscard]] std::uint64_t number();

    std::minstd_rand random_;
    std::vector<std::string> object_paths_;
};

}  // namespace kmsmirror::test
