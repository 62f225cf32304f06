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
    void load_main_file(const fs::path& path);
    void load_sink_file(const fs::path& path);
    [[nodiscard]] Loaded take() { return std::move(loaded_); }

private:
    Loaded loaded_;
};

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
            return {Outcome::Kind::unknown, {}};
        if (!key->set(config, line.value))
            return {Outcome::Kind::bad, key->rule};
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

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

// The files of one folder of all roots, by file name; of several files of one name the one in the first root.
std::map<std::string, fs::path> find_files(const std::vector<fs::path>& roots, const char* folder) {
    std::map<std::string, fs::path> files;
    for (const auto& root : roots) {
        std::error_code error;
        for (fs::directory_iterator entry(root / folder, error), end; !error && entry != end; entry.increment(error)) {
            if (entry->path().extension() == ".conf")
                files.try_emplace(entry->path().filename().native(), entry->path());
        }
    }
    return files;
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
    Loader loader;
    const auto main_root =
        std::find_if(roots.begin(), roots.end(), [](const fs::path& root) { return is_there(root / main_name); });
    if (main_root != roots.end())
        loader.load_main_file(*main_root / main_name);
    for (const auto& [name, path] : find_files(roots, drop_in_folder))
        loader.load_main_file(path);
    for (const auto& [name, path] : find_files(roots, sink_folder))
        loader.load_sink_file(path);
    return loader.take();
}

}  // namespace kmsmirror::config
