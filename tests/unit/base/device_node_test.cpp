// SPDX-License-Identifier: MIT
#include "base/device_node.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace kmsmirror {
namespace {

namespace fs = std::filesystem;

class DeviceNode : public testing::Test {
public:
    ~DeviceNode() override {
        std::error_code ignored;
        fs::remove_all(top_, ignored);
    }

protected:
    DeviceNode() {
        std::string folder = fs::temp_directory_path() / "kmsmirror-nodes-XXXXXX";
        if (mkdtemp(folder.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp");
        top_ = folder;
        fs::create_symlink("/dev/null", top_ / "panel");
        fs::create_symlink("panel", top_ / "link-to-a-link");
        fs::create_symlink("/dev/gone", top_ / "gone");
        std::ofstream(top_ / "file") << "text";
    }
    [[nodiscard]] std::string path(const char* name) const { return top_ / name; }

    fs::path top_;
};

TEST_F(DeviceNode, IsTheSameByWhateverName) {
    EXPECT_TRUE(is_same_device("/dev/null", "/dev/null"));
    EXPECT_TRUE(is_same_device(path("panel"), "/dev/null"));
    EXPECT_TRUE(is_same_device("/dev/null", path("link-to-a-link")));
    EXPECT_TRUE(is_same_device("/dev/./null", "/dev/null"));
    EXPECT_FALSE(is_same_device(path("panel"), "/dev/zero"));
}

TEST_F(DeviceNode, IsNotTheSameAsWhatIsNoDevice) {
    EXPECT_FALSE(is_same_device(path("gone"), "/dev/null"));
    EXPECT_FALSE(is_same_device(path("file"), path("gone")));
    EXPECT_FALSE(is_same_device(path("file"), "/dev/null"));
    EXPECT_FALSE(is_same_device("", "/dev/null"));
    EXPECT_TRUE(is_same_device("/dev/dri/card77", "/dev/dri/card77")) << "which need not be there yet";
}

TEST_F(DeviceNode, HasTheNameThatTheKernelGaveIt) {
    EXPECT_EQ(device_name("/dev/null"), "null");
    EXPECT_EQ(device_name(path("link-to-a-link")), "null");
    EXPECT_EQ(device_name(path("gone")), "");
    EXPECT_EQ(device_name(path("file")), "");
}

}  // namespace
}  // namespace kmsmirror
