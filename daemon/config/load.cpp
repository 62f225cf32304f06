// SPDX-License-Identifier: MIT
#include "config/load.h"

#include <algorithm>
#include <system_error>

#include "base/text.h"
#include "config/file_lines.h"
#include "config/keys.h"
#include "config/sink_file.h"

namespace kmsmirror::config {

namespace fs = std::filesystem;

namespace {

constexpr const char* main_name = "kmsmirror.conf";
constexpr const char* drop_in_folder = "kmsmirror.conf.d";
constexpr const char* sink_folder = "sinks.d";

class Loader {
public:
    explicit Loader(const std::vector<fs::path>& roots);
    [[nodiscard]] Loaded load();

private:
    void load_main_file(const fs::path& path);
    void load_sink_file(const fs::path& path);
    [[nodiscard]] std::map<std::string, fs::path> find_files(const char* folder);

    Loaded loaded_;
    std::vector<fs::path> roots_;  // those that are there and can be read
};

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::status(path, error).type() != fs::file_type::not_found;  // what cannot be looked at is there
}

Outcome unknown(std::string_view section) {
    const std::string names = names_in(section, all_keys());
    if (names.empty())
        return {Outcome::Kind::unknown_section, "[Source], [Sinks] and [Access]"};
    return {Outcome::Kind::unknown, names};
}

// Looking into each root first gives one message of a folder that cannot be read, instead of one for each of its parts.
Loader::Loader(const std::vector<fs::path>& roots) {
    for (const fs::path& root : roots) {
        const std::size_t count = loaded_.messages.size();
        static_cast<void>(list_files(root, loaded_.messages));
        if (loaded_.messages.size() == count)
            roots_.push_back(root);
    }
}

void Loader::load_main_file(const fs::path& path) {
    const auto text = read_file(path, loaded_.messages);
    if (!text)
        return;
    const std::string file = printable(path.native());
    Config config = loaded_.config;
    auto places = loaded_.places;
    const auto assign = [&](const IniLine& line) -> Outcome {
        const Key* key = find_key(line.section, line.key);
        if (key == nullptr)
            return unknown(line.section);
        if (!key->set(config, line.value))
            return {Outcome::Kind::bad, std::string(key->rule)};
        places[{std::string(line.section), std::string(line.key)}] = {file, line.number};
        return {Outcome::Kind::taken, {}};
    };
    if (!read_lines(*text, file, loaded_.messages, assign))
        return;
    loaded_.config = std::move(config);
    loaded_.places = std::move(places);
}

void Loader::load_sink_file(const fs::path& path) {
    const auto text = read_file(path, loaded_.messages);
    if (!text)
        return;
    auto rule = parse_sink_file(*text, printable(path.native()), loaded_.messages);
    if (rule && !rule->changes.empty())
        loaded_.config.sink_rules.push_back(*std::move(rule));
}

// The files of one folder of all roots, by file name; of several files of one name the one in the first root.
std::map<std::string, fs::path> Loader::find_files(const char* folder) {
    std::map<std::string, fs::path> files;
    for (const fs::path& root : roots_)
        for (const fs::path& path : list_files(root / folder, loaded_.messages))
            files.try_emplace(path.filename().native(), path);
    return files;
}

Loaded Loader::load() {
    const auto main_root =
        std::find_if(roots_.begin(), roots_.end(), [](const fs::path& root) { return is_there(root / main_name); });
    if (main_root != roots_.end())
        load_main_file(*main_root / main_name);
    for (const auto& [name, path] : find_files(drop_in_folder))
        load_main_file(path);
    for (const auto& [name, path] : find_files(sink_folder))
        load_sink_file(path);
    return std::move(loaded_);
}

}  // namespace

bool Loaded::is_refused() const {
    return std::any_of(messages.begin(), messages.end(),
                       [](const Message& message) { return message.severity == Message::Severity::error; });
}

std::vector<fs::path> default_roots() {
    return {"/etc/kmsmirror", "/run/kmsmirror", "/usr/lib/kmsmirror"};
}

Loaded load(const std::vector<fs::path>& roots) {
    return Loader(roots).load();
}

}  // namespace kmsmirror::config
