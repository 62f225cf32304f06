// SPDX-License-Identifier: MIT
#include "config/staged_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <span>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"
#include "base/write_all.h"

namespace kmsmirror::config {

namespace {

std::error_code write_new(const std::string& path, std::string_view text) {
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file)
        return errno_error();
    if (const auto error = write_all(file.get(), std::as_bytes(std::span(text))))
        return error;
    return ::fsync(file.get()) == 0 ? std::error_code() : errno_error();
}

// The new name counts only when the folder is on the disk, too.
std::error_code sync_folder(const std::filesystem::path& folder) {
    const UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened && ::fsync(opened.get()) == 0 ? std::error_code() : errno_error();
}

}  // namespace

tl::expected<StagedFile, std::error_code> StagedFile::write(std::filesystem::path path, std::string_view text) {
    StagedFile staged(std::move(path));
    if (const auto error = write_new(staged.fresh_, text))
        return tl::unexpected(error);
    return staged;
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : path_(std::move(other.path_)), fresh_(std::exchange(other.fresh_, {})) {}

StagedFile::~StagedFile() {
    if (!fresh_.empty())
        ::unlink(fresh_.c_str());
}

std::error_code StagedFile::replace() {
    std::error_code error;
    std::filesystem::rename(fresh_, path_, error);
    if (error)
        return error;
    fresh_.clear();
    return sync_folder(path_.parent_path());
}

}  // namespace kmsmirror::config
