// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/expected.h"

namespace kmsmirror::config {

// The new text of a file, on the disk beside it. It takes the file's place as a whole, also when power fails; what is
// not replaced stays as it was, and the new text is gone with this object.
class StagedFile {
public:
    [[nodiscard]] static tl::expected<StagedFile, std::error_code> write(std::filesystem::path path,
                                                                         std::string_view text);
    ~StagedFile();
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    // Once.
    [[nodiscard]] std::error_code replace();

private:
    explicit StagedFile(std::filesystem::path path) : path_(std::move(path)), fresh_(path_.native() + ".new") {}

    std::filesystem::path path_;
    std::string fresh_;  // empty = nothing is there any more
};

}  // namespace kmsmirror::config
