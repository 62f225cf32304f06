// SPDX-License-Identifier: MIT
#include "base/display_manager.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace kmsmirror {
namespace {

namespace fs = std::filesystem;

// A machine that is but a folder.
class DisplayManager : public testing::Test {
public:
    ~DisplayManager() override {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }

protected:
    DisplayManager() {
        std::string folder = fs::temp_directory_path() / "kmsmirror-root-XXXXXX";
        if (mkdtemp(folder.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp");
        root_ = folder;
        fs::create_directories(unit().parent_path());
    }
    [[nodiscard]] fs::path unit() const { return root_ / "etc/systemd/system/display-manager.service"; }

    fs::path root_;
};

TEST_F(DisplayManager, IsNotEnabledWhereThereIsNone) {
    EXPECT_FALSE(is_display_manager_enabled(root_));
    EXPECT_FALSE(is_display_manager_enabled(root_ / "nowhere"));
}

TEST_F(DisplayManager, IsEnabledByItsLink) {
    fs::create_symlink("/usr/lib/systemd/system/gdm3.service", unit());
    EXPECT_TRUE(is_display_manager_enabled(root_)) << "the link leads to nothing below this root";
}

TEST_F(DisplayManager, IsEnabledByAUnitOfTheUsersOwn) {
    std::ofstream(unit()) << "[Service]\n";
    EXPECT_TRUE(is_display_manager_enabled(root_));
}

TEST_F(DisplayManager, IsNotEnabledWhenItIsMasked) {
    fs::create_symlink("/dev/null", unit());
    EXPECT_FALSE(is_display_manager_enabled(root_));
}

}  // namespace
}  // namespace kmsmirror
