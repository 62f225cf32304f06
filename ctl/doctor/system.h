// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kmsmirror::ctl::doctor {

// What a program says on standard output; nothing if it is not there or failed.
using RunProgram = std::function<std::optional<std::string>(const std::vector<std::string>& words)>;

// The machine as it shows itself in files: below "/", or below another folder. Paths are absolute. What cannot be read
// is not there.
class System {
public:
    explicit System(std::filesystem::path root = "/", RunProgram run = run_program);
    // Another machine: a folder with its files, or with copies of them. No programs run there, and its cards are out of
    // reach.
    [[nodiscard]] static System elsewhere(std::filesystem::path root) { return System(std::move(root), nullptr); }

    [[nodiscard]] bool is_here() const { return run_ != nullptr; }
    // Where the file really is.
    [[nodiscard]] std::filesystem::path at(const std::string& path) const;
    [[nodiscard]] bool has(const std::string& path) const;
    // Whether both paths lead to the same device, through whatever links.
    [[nodiscard]] bool is_same_device(const std::string& a, const std::string& b) const;
    // All bytes, as they are.
    [[nodiscard]] std::optional<std::string> bytes(const std::string& path) const;
    // Printable, without blanks and line feeds at its ends; empty if there is no such file. For files of one value.
    [[nodiscard]] std::string word(const std::string& path) const;
    // Printable lines, with blanks for tabs; none if there is no such file.
    [[nodiscard]] std::vector<std::string> lines(const std::string& path) const;
    // Names in a folder, sorted.
    [[nodiscard]] std::vector<std::string> names(const std::string& path) const;
    // Name of the file that a link leads to, for example of a device's driver; empty if it is no link.
    [[nodiscard]] std::string link_name(const std::string& path) const;
    [[nodiscard]] std::optional<std::string> run(const std::vector<std::string>& words) const;

    // As uname -r says it.
    [[nodiscard]] std::string kernel_release() const { return word("/proc/sys/kernel/osrelease"); }

    static std::optional<std::string> run_program(const std::vector<std::string>& words);

private:
    std::filesystem::path root_;
    RunProgram run_;
};

}  // namespace kmsmirror::ctl::doctor
