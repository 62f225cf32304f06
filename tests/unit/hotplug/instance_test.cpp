// SPDX-License-Identifier: MIT
#include "hotplug/instance.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace kmsmirror::hotplug {
namespace {

namespace fs = std::filesystem;

// A folder in the place of one in sysfs.
class SysfsFolder : public testing::Test {
public:
    ~SysfsFolder() override {
        std::error_code ignored;
        fs::remove_all(top_, ignored);
    }

protected:
    SysfsFolder() {
        std::string folder = fs::temp_directory_path() / "kmsmirror-sysfs-XXXXXX";
        if (mkdtemp(folder.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp");
        top_ = folder;
    }
    void make_device() const {
        fs::create_directory(path());
        std::ofstream(path() + "/dev") << "226:1\n";
    }
    [[nodiscard]] std::string path() const { return top_ / "card1"; }

    fs::path top_;
};

TEST_F(SysfsFolder, TellsADeviceFromTheOneThatWasThereBefore) {
    EXPECT_EQ(instance_at(path()), std::nullopt);
    make_device();
    const auto first = instance_at(path());
    ASSERT_TRUE(first);
    EXPECT_EQ(instance_at(path()), first);
    fs::rename(path(), top_ / "removed");
    EXPECT_EQ(instance_at(path()), std::nullopt);
    make_device();
    EXPECT_NE(instance_at(path()), first);
}

TEST_F(SysfsFolder, HasNoDeviceOnceTheKernelHasBegunToRemoveIt) {
    make_device();
    fs::remove(path() + "/dev");
    EXPECT_EQ(instance_at(path()), std::nullopt);
}

}  // namespace
}  // namespace kmsmirror::hotplug
