// SPDX-License-Identifier: MIT
#include "config/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace kmsmirror::config {

namespace {

std::error_code write_new(const std::string& path, std::string_view text) {
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file)
        return errno_error();
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0)
            return errno_error();
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file.get()) == 0 ? std::error_code() : errno_error();
}

// The new name counts only when the folder is on the disk, too.
std::error_code sync_folder(const std::filesystem::path& folder) {
    const UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened && ::fsync(opened.get()) == 0 ? std::error_code() : errno_error();
}

}  // namespace

std::error_code replace_file(const std::filesystem::path& path, std::string_view text) {
    const std::string fresh = path.native() + ".new";
    std::error_code error = write_new(fresh, text);
    if (!error)
        std::filesystem::rename(fresh, path, error);
    if (error) {
        ::unlink(fresh.c_str());
        return error;
    }
    return sync_folder(path.parent_path());
}

}  // namespace kmsmirror::config
