// SPDX-License-Identifier: MIT
#include "config/settings_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "config/file_lines.h"
#include "config/known_by.h"
#include "config/sink_file.h"
#include "config/staged_file.h"

namespace kmsmirror::config {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_file_name = 200;
constexpr const char* header = "# Remembered by kmsmirrord. Delete this file to forget it.\n\n";

// Different texts have different names, none of which is special to the file system or has a '+'.
std::string escaped(const std::string& text) {
    std::string name;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '_' || c == ':' || (c == '.' && !name.empty());
        if (is_plain)
            name += c;
        else
            name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return name;
}

std::string file_name(const SinkIdentity& sink, RememberedBy by) {
    std::string name;
    if (by != RememberedBy::port)
        name = escaped(sink.make) + '+' + escaped(sink.model) + '+' + escaped(sink.serial);
    if (by != RememberedBy::display)
        name += (name.empty() ? "" : "+") + escaped(sink.id);
    return name + ".conf";
}

std::optional<SinkRule> read_rule(const fs::path& path, std::vector<Message>& messages) {
    const auto text = read_file(path, messages);
    return text ? parse_sink_file(*text, printable(path.native()), messages) : std::nullopt;
}

// Nothing, where there is no file, or one that is not understood.
SinkChanges changes_in(const fs::path& path) {
    std::vector<Message> messages;
    const auto rule = read_rule(path, messages);
    return rule ? rule->changes : SinkChanges{};
}

tl::unexpected<std::string> refused(std::string why) {
    return tl::unexpected<std::string>(std::move(why));
}

// The file's text, from which the same rule will be read again.
tl::expected<std::string, std::string> text_of(const std::string& name, const SinkRule& rule) {
    if (name.size() > longest_file_name)
        return refused(fmt::format("the name of the display is longer than {} characters", longest_file_name));
    std::string text = header + sink_file_text(rule);
    std::vector<Message> messages;
    const auto read_back = parse_sink_file(text, name, messages);
    if (!messages.empty())
        return refused("a setting cannot be remembered: " + messages.front().text);
    if (!read_back || read_back->match != rule.match || read_back->changes != rule.changes)
        return refused("the settings cannot be remembered in a file: " + printable(name));
    return text;
}

}  // namespace

SettingsStore::All SettingsStore::all() const {
    All all;
    std::vector<fs::path> paths = list_files(folder_, all.messages);
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths)
        if (auto rule = read_rule(path, all.messages))
            all.rules.push_back(*std::move(rule));
    std::stable_sort(all.rules.begin(), all.rules.end(),
                     [](const SinkRule& a, const SinkRule& b) { return known_by(a.match) < known_by(b.match); });
    return all;
}

tl::expected<void, std::string> SettingsStore::save(const std::vector<Wish>& wishes) const {
    std::map<std::string, SinkRule> rules;
    for (const auto& [sink, by, changes] : wishes) {
        const auto [rule, is_new] = rules.try_emplace(file_name(sink, by));
        if (is_new)
            rule->second = {.file = {}, .match = match_for(sink, by), .changes = changes_in(folder_ / rule->first)};
        rule->second.changes.add(changes);
    }
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error)
        return refused(fmt::format("{}: {}", printable(folder_.native()), error.message()));
    std::vector<StagedFile> staged;
    for (const auto& [name, rule] : rules) {
        const auto text = text_of(name, rule);
        if (!text)
            return refused(text.error());
        auto file = StagedFile::write(folder_ / name, *text);
        if (!file)
            return refused(fmt::format("{}: {}", printable((folder_ / name).native()), file.error().message()));
        staged.push_back(std::move(*file));
    }
    for (StagedFile& file : staged)
        if (const auto why = file.replace())
            return refused(fmt::format("{}: {}", printable(file.path().native()), why.message()));
    return {};
}

fs::path default_settings_folder() {
    // The service has one state folder; systemd would separate several by colons.
    const char* given = std::getenv("STATE_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nothing changes it
    const std::string folder = given != nullptr ? given : "";
    return fs::path(folder.empty() ? "/var/lib/kmsmirror" : folder.substr(0, folder.find(':'))) / "sinks";
}

}  // namespace kmsmirror::config
