// SPDX-License-Identifier: MIT
#include "config/file_lines.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace kmsmirror::config {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largest_file = 64 * 1024;

// Files may hold anything, messages must not.
std::string quoted(std::string_view text) {
    return '"' + printable(text.substr(0, 80)) + '"';
}

std::string unreadable(const std::error_code& error) {
    return fmt::format("cannot be read: {}; ignored", error.message());
}

Message about(const IniLine& line, const std::string& file, Outcome outcome) {
    using Kind = Outcome::Kind;
    Message message{Message::Severity::warning, file, line.number, {}};
    if (outcome.kind == Kind::unknown) {
        message.text = fmt::format("unknown key {} in section {}; ignored; keys are {}", quoted(line.key),
                                   quoted(line.section), outcome.rule);
    } else if (outcome.kind == Kind::unknown_section) {
        message.text = fmt::format("unknown section {}: {} is ignored; sections are {}", quoted(line.section),
                                   quoted(line.key), outcome.rule);
    } else {
        message.severity = Message::Severity::error;
        message.text =
            fmt::format("{}={}: the value must be {}; the file is ignored", line.key, quoted(line.value), outcome.rule);
    }
    return message;
}

}  // namespace

std::vector<fs::path> list_files(const fs::path& folder, std::vector<Message>& messages) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error))
        if (entry->path().extension() == ".conf")
            files.push_back(entry->path());
    if (error && error != std::errc::no_such_file_or_directory)
        messages.push_back({Message::Severity::error, printable(folder.native()), 0, unreadable(error)});
    return files;
}

std::optional<std::string> read_file(const fs::path& path, std::vector<Message>& messages) {
    const auto fail = [&](std::string text) {
        messages.push_back({Message::Severity::error, printable(path.native()), 0, std::move(text)});
        return std::nullopt;
    };
    std::error_code error;
    const auto status = fs::status(path, error);
    if (error)
        return fail(unreadable(error));
    if (fs::is_character_file(status))
        return std::string();  // a link to /dev/null hides files of the same name and says nothing itself
    if (!fs::is_regular_file(status))
        return fail("not a file; ignored");
    if (fs::file_size(path, error) > largest_file || error)
        return fail(fmt::format("larger than {} KiB; the file is ignored", largest_file / 1024));
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    // An empty file sets the failbit of `text`, which says nothing.
    if (!stream)
        return fail(unreadable({errno, std::generic_category()}));
    return std::move(text).str();
}

bool read_lines(std::string_view text, const std::string& file, std::vector<Message>& messages,
                const std::function<Outcome(const IniLine&)>& assign) {
    bool is_good = true;
    const auto warn = [&](const IniLine& line, std::string what) {
        messages.push_back({Message::Severity::warning, file, line.number, std::move(what)});
    };
    std::map<std::pair<std::string_view, std::string_view>, int> lines_of_keys;
    for (const auto& line : parse_ini(text)) {
        if (line.kind == IniLine::Kind::no_assignment) {
            warn(line, "neither KEY=VALUE nor [SECTION]; ignored");
            continue;
        }
        if (line.kind == IniLine::Kind::no_section) {
            warn(line, fmt::format("{} stands before the first [SECTION]; ignored", quoted(line.key)));
            continue;
        }
        const int before = std::exchange(lines_of_keys[{line.section, line.key}], line.number);
        if (before != 0)
            warn(line, fmt::format("{} stands in line {} already; this one counts", quoted(line.key), before));
        if (const Outcome outcome = assign(line); outcome.kind != Outcome::Kind::taken) {
            messages.push_back(about(line, file, outcome));
            is_good = is_good && outcome.kind != Outcome::Kind::bad;
        }
    }
    return is_good;
}

}  // namespace kmsmirror::config
