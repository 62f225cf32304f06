// SPDX-License-Identifier: MIT
#include "ctl/doctor/system.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/device_node.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace kmsmirror::ctl::doctor {

namespace fs = std::filesystem;

namespace {

std::string trimmed(const std::string& text) {
    constexpr const char* blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// Starts the program with its standard output in `out`, the rest nowhere; 0 if it is not there.
pid_t start(const std::vector<std::string>& words, int out) {
    std::vector<std::string> copies = words;
    std::vector<char*> arguments(copies.size() + 1, nullptr);
    std::transform(copies.begin(), copies.end(), arguments.begin(), [](std::string& word) { return word.data(); });
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? pid : 0;
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t size = 0; (size = ::read(fd, chunk.data(), chunk.size())) > 0;)
        text.append(chunk.data(), static_cast<std::size_t>(size));
    return text;
}

}  // namespace

System::System(fs::path root, RunProgram run) : root_(std::move(root)), run_(std::move(run)) {}

fs::path System::at(const std::string& path) const {
    return root_ / fs::path(path).relative_path();
}

bool System::has(const std::string& path) const {
    std::error_code error;
    return fs::exists(at(path), error);
}

bool System::is_same_device(const std::string& a, const std::string& b) const {
    if (kmsmirror::is_same_device(at(a), at(b)))
        return true;
    // Copies of a machine's files are no devices.
    std::error_code error;
    return fs::weakly_canonical(at(a), error) == fs::weakly_canonical(at(b), error) && !error;
}

std::optional<std::string> System::bytes(const std::string& path) const {
    std::ifstream file(at(path), std::ios::binary);
    if (!file)
        return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad())
        return std::nullopt;
    return std::move(text).str();
}

std::string System::word(const std::string& path) const {
    return printable(trimmed(bytes(path).value_or("")));
}

std::vector<std::string> System::lines(const std::string& path) const {
    std::vector<std::string> lines;
    std::istringstream text(bytes(path).value_or(""));
    for (std::string line; std::getline(text, line);) {
        std::replace(line.begin(), line.end(), '\t', ' ');
        lines.push_back(printable(line));
    }
    return lines;
}

std::vector<std::string> System::names(const std::string& path) const {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(at(path), error), end; !error && entry != end; entry.increment(error))
        names.push_back(printable(entry->path().filename().native()));
    std::sort(names.begin(), names.end());
    return names;
}

std::string System::link_name(const std::string& path) const {
    std::error_code error;
    return printable(fs::read_symlink(at(path), error).filename().native());
}

std::optional<std::string> System::run(const std::vector<std::string>& words) const {
    return is_here() ? run_(words) : std::nullopt;
}

std::optional<std::string> System::run_program(const std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::nullopt;
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    const pid_t pid = start(words, writing.get());
    writing.reset();
    if (pid == 0)
        return std::nullopt;
    std::string text = read_all(reading.get());
    int status = 0;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return std::nullopt;
    return text;
}

}  // namespace kmsmirror::ctl::doctor
