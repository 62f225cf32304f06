// SPDX-License-Identifier: MIT
#include "config/settings_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "config/file_lines.h"
#include "config/replace_file.h"
#include "config/sink_file.h"

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

bool is_known_display(const SinkIdentity& sink) {
    return !sink.model.empty() || !sink.serial.empty();
}

std::string file_name(const SinkIdentity& sink) {
    if (is_known_display(sink))
        return escaped(sink.make) + '+' + escaped(sink.model) + '+' + escaped(sink.serial) + ".conf";
    return escaped(sink.id) + ".conf";
}

SinkMatch match_for(const SinkIdentity& sink) {
    SinkMatch match;
    if (is_known_display(sink)) {
        match.make = glob_for(sink.make);
        match.model = glob_for(sink.model);
        match.serial = glob_for(sink.serial);
    } else {
        match.id = glob_for(sink.id);
    }
    return match;
}

std::optional<SinkRule> read_rule(const fs::path& path, std::vector<Message>& messages) {
    const auto text = read_file(path, messages);
    return text ? parse_sink_file(*text, printable(path.native()), messages) : std::nullopt;
}

tl::unexpected<std::string> refused(std::string why) {
    return tl::unexpected<std::string>(std::move(why));
}

}  // namespace

SettingsStore::Remembered SettingsStore::load(const SinkIdentity& sink) const {
    Remembered remembered;
    const fs::path path = folder_ / file_name(sink);
    std::error_code error;
    if (fs::symlink_status(path, error).type() == fs::file_type::not_found)
        return remembered;
    if (auto rule = read_rule(path, remembered.messages))
        remembered.changes = std::move(rule->changes);
    return remembered;
}

SettingsStore::All SettingsStore::all() const {
    All all;
    std::vector<fs::path> paths = list_files(folder_, all.messages);
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths)
        if (auto rule = read_rule(path, all.messages))
            all.rules.push_back(*std::move(rule));
    return all;
}

tl::expected<void, std::string> SettingsStore::save(const SinkIdentity& sink, const SinkChanges& changes) const {
    const std::string name = file_name(sink);
    if (name.size() > longest_file_name)
        return refused(fmt::format("the name of the display is longer than {} characters", longest_file_name));
    SinkRule rule;
    rule.match = match_for(sink);
    rule.changes = load(sink).changes;
    rule.changes.add(changes);
    const std::string text = header + sink_file_text(rule);
    std::vector<Message> messages;
    const auto read_back = parse_sink_file(text, name, messages);
    if (!messages.empty())
        return refused("a setting cannot be remembered: " + messages.front().text);
    if (!read_back || read_back->match != rule.match || read_back->changes != rule.changes)
        return refused("the settings cannot be remembered in a file: " + printable(name));
    std::error_code error;
    fs::create_directories(folder_, error);
    if (!error)
        error = replace_file(folder_ / name, text);
    if (error)
        return refused(fmt::format("{}: {}", printable((folder_ / name).native()), error.message()));
    return {};
}

fs::path default_settings_folder() {
    // The service has one state folder; systemd would separate several by colons.
    const char* given = std::getenv("STATE_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nothing changes it
    const std::string folder = given != nullptr ? given : "";
    return fs::path(folder.empty() ? "/var/lib/kmsmirror" : folder.substr(0, folder.find(':'))) / "sinks";
}

}  // namespace kmsmirror::config
