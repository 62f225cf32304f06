// SPDX-License-Identifier: MIT
#include "bus/names.h"

#include <gtest/gtest.h>
#include <systemd/sd-bus.h>

#include <cstdlib>
#include <memory>

namespace kmsmirror::bus {
namespace {

std::string encoded_by_sd_bus(const char* prefix, const std::string& id) {
    char* path = nullptr;
    if (sd_bus_path_encode(prefix, id.c_str(), &path) < 0)
        return {};
    const std::unique_ptr<char, decltype(&std::free)> owner(path, &std::free);
    return path;
}

TEST(ObjectPath, IsWhatSdBusMakesOfAnyId) {
    for (const std::string id :
         {"", "card0", "0", "9a", "a9", "platform-vhci_hcd.0-usb-0:1:1.0/DVI-I-1", "\xc3\xa9\x7f \n"})
        EXPECT_EQ(object_path(sink_prefix, id), encoded_by_sd_bus("/org/kmsmirror1/sink", id));
}

}  // namespace
}  // namespace kmsmirror::bus
