// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

namespace kmsmirror::config {

// Empty folders in the place of /etc, /run and /usr/lib, removed at the end.
class TempRoots {
public:
    TempRoots() {
        std::string folder = std::filesystem::temp_directory_path() / "kmsmirror-config-XXXXXX";
        if (mkdtemp(folder.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp");
        top_ = folder;
    }
    ~TempRoots() {
        std::error_code ignored;
        std::filesystem::remove_all(top_, ignored);
    }
    TempRoots(const TempRoots&) = delete;
    TempRoots& operator=(const TempRoots&) = delete;

    [[nodiscard]] std::vector<std::filesystem::path> all() const { return {top_ / "etc", top_ / "run", top_ / "lib"}; }
    [[nodiscard]] std::string path(const std::string& file) const { return top_ / file; }

    // For example ("etc/kmsmirror.conf.d/10-mode.conf", "[Source]\n...").
    void write(const std::string& file, const std::string& text) const {
        std::filesystem::create_directories((top_ / file).parent_path());
        std::ofstream(top_ / file, std::ios::binary) << text;
    }

private:
    std::filesystem::path top_;
};

}  // namespace kmsmirror::config
