// SPDX-License-Identifier: MIT
#include "config/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>

#include "base/text.h"
#include "config/ini.h"
#include "config/keys.h"

namespace kmsmirror::config {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largest_file = 64 * 1024;
constexpr const char* main_name = "kmsmirror.conf";
constexpr const char* drop_in_folder = "kmsmirror.conf.d";

// Files may hold anything, messages must not.
std::string quoted(std::string_view text) {
    return '"' + printable(text.substr(0, 80)) + '"';
}

class Loader {
public:
    void load_file(const fs::path& path);
    [[nodiscard]] Loaded take() { return {std::move(config_), std::move(messages_)}; }

private:
    // The text of the file; nothing, and a message, if it cannot be read.
    std::optional<std::string> read(const fs::path& path);
    // False if the value breaks the key's rule.
    bool apply(const IniLine& line, const fs::path& path, Config& config);
    void warn(const fs::path& path, int line, const std::string& text);
    void fail(const fs::path& path, const std::string& text);

    Config config_;
    std::vector<Message> messages_;
};

void Loader::load_file(const fs::path& path) {
    const auto text = read(path);
    if (!text)
        return;
    Config candidate = config_;
    bool is_good = true;
    for (const auto& line : parse_ini(*text))
        is_good = apply(line, path, candidate) && is_good;
    if (is_good)
        config_ = std::move(candidate);
}

std::optional<std::string> Loader::read(const fs::path& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (fs::is_character_file(status))
        return std::string();  // a link to /dev/null hides files of the same name and says nothing itself
    if (!fs::is_regular_file(status)) {
        fail(path, "not a file; ignored");
        return std::nullopt;
    }
    if (fs::file_size(path, error) > largest_file || error) {
        fail(path, fmt::format("larger than {} KiB; the file is ignored", largest_file / 1024));
        return std::nullopt;
    }
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) {
        fail(path, "cannot be read; ignored");
        return std::nullopt;
    }
    return std::move(text).str();
}

bool Loader::apply(const IniLine& line, const fs::path& path, Config& config) {
    if (line.kind == IniLine::Kind::no_assignment) {
        warn(path, line.number, "neither KEY=VALUE nor [SECTION]; ignored");
        return true;
    }
    if (line.kind == IniLine::Kind::no_section) {
        warn(path, line.number, fmt::format("{} stands before the first [SECTION]; ignored", quoted(line.key)));
        return true;
    }
    const Key* key = find_key(line.section, line.key);
    if (key == nullptr) {
        warn(path, line.number,
             fmt::format("unknown key {} in section {}; ignored", quoted(line.key), quoted(line.section)));
        return true;
    }
    if (key->set(config, line.value))
        return true;
    messages_.push_back(
        {Message::Severity::error, fmt::format("{}:{}: {}={}: the value must be {}; the file is ignored", path.native(),
                                               line.number, key->name, quoted(line.value), key->rule)});
    return false;
}

void Loader::warn(const fs::path& path, int line, const std::string& text) {
    messages_.push_back({Message::Severity::warning, fmt::format("{}:{}: {}", path.native(), line, text)});
}

void Loader::fail(const fs::path& path, const std::string& text) {
    messages_.push_back({Message::Severity::error, fmt::format("{}: {}", path.native(), text)});
}

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

// By file name; of several files of one name the one in the first root.
std::map<std::string, fs::path> find_drop_ins(const std::vector<fs::path>& roots) {
    std::map<std::string, fs::path> files;
    for (const auto& root : roots) {
        std::error_code error;
        for (fs::directory_iterator entry(root / drop_in_folder, error), end; !error && entry != end;
             entry.increment(error)) {
            if (entry->path().extension() == ".conf")
                files.try_emplace(entry->path().filename().native(), entry->path());
        }
    }
    return files;
}

}  // namespace

std::vector<fs::path> default_roots() {
    return {"/etc/kmsmirror", "/run/kmsmirror", "/usr/lib/kmsmirror"};
}

Loaded load(const std::vector<fs::path>& roots) {
    Loader loader;
    const auto main_root =
        std::find_if(roots.begin(), roots.end(), [](const fs::path& root) { return is_there(root / main_name); });
    if (main_root != roots.end())
        loader.load_file(*main_root / main_name);
    for (const auto& [name, path] : find_drop_ins(roots))
        loader.load_file(path);
    return loader.take();
}

}  // namespace kmsmirror::config
