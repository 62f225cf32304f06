// SPDX-License-Identifier: MIT
#include "session/dma_buf_info.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/result.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace kmsmirror::session {

std::optional<std::string> find_exporter(std::string_view fdinfo) {
    constexpr std::string_view key = "\nexp_name:\t";
    const std::size_t start = fdinfo.find(key);
    if (start == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = fdinfo.substr(start + key.size());
    return printable(rest.substr(0, rest.find('\n')));
}

tl::expected<DmaBufInfo, std::string> inspect_dma_buf(int fd) {
    const std::string path = fmt::format("/proc/self/fdinfo/{}", fd);
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 1024> text{};  // the lines that matter come first
    const ssize_t length = file ? ::read(file.get(), text.data(), text.size()) : -1;
    if (length < 0)
        return tl::unexpected(fmt::format("cannot read {}: {}", path, errno_error().message()));
    auto exporter = find_exporter({text.data(), static_cast<std::size_t>(length)});
    if (!exporter)
        return tl::unexpected(std::string("the file descriptor is not that of a dma-buf"));
    const off_t bytes = ::lseek(fd, 0, SEEK_END);
    if (bytes < 0)
        return tl::unexpected(fmt::format("lseek of the dma-buf: {}", errno_error().message()));
    struct stat status {};
    if (::fstat(fd, &status) != 0)
        return tl::unexpected(fmt::format("fstat of the dma-buf: {}", errno_error().message()));
    return DmaBufInfo{static_cast<std::uint64_t>(bytes), status.st_ino, std::move(*exporter)};
}

}  // namespace kmsmirror::session
