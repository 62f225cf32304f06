// SPDX-License-Identifier: MIT
#include "ctl/model/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "ctl/absence.h"

namespace kmsmirror::ctl {
namespace {

struct Candidate {
    Found what;
    std::vector<std::string> names;  // its id, its connector and, if it has one, its model

    [[nodiscard]] bool has(const std::function<bool(const std::string&)>& matches) const {
        return std::any_of(names.begin(), names.end(), matches);
    }
};

using Candidates = std::vector<Candidate>;

Candidate candidate(const Source& source) {
    return {{&source, nullptr}, {source.id, source.connector}};
}

Candidate candidate(const Sink& sink) {
    Candidate result{{nullptr, &sink}, {sink.id, sink.connector}};
    if (!sink.model.empty())
        result.names.push_back(sink.model);
    return result;
}

template <class T>
void add(Candidates& candidates, const std::vector<T>& values) {
    for (const T& value : values)
        candidates.push_back(candidate(value));
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with(const std::string& text, const std::string& beginning) {
    return text.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), text.begin(),
                                                         [](char a, char b) { return lower(a) == lower(b); });
}

std::string listed(const Candidates& candidates) {
    std::vector<std::string> lines;
    for (const Candidate& candidate : candidates) {
        const bool has_model = candidate.names.size() > 2;
        lines.push_back(fmt::format("  {} ({}{}{})", candidate.names[0], candidate.names[1], has_model ? ", " : "",
                                    has_model ? candidate.names[2] : ""));
    }
    return fmt::format("{}", fmt::join(lines, "\n"));
}

Candidates matching(const Candidates& candidates, const std::function<bool(const std::string&)>& matches) {
    Candidates result;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(result),
                 [&](const Candidate& candidate) { return candidate.has(matches); });
    return result;
}

// The whole name counts more than a beginning.
Found find(const Candidates& candidates, const std::string& name, const char* kind) {
    const auto is_beginning = [&](const std::string& of) { return !name.empty() && begins_with(of, name); };
    const auto is_whole = [&](const std::string& of) { return is_beginning(of) && of.size() == name.size(); };
    Candidates found = matching(candidates, is_whole);
    if (found.empty())
        found = matching(candidates, is_beginning);
    if (found.size() == 1)
        return found.front().what;
    const std::string word = name.empty() ? "\"\"" : printable(name);
    if (found.size() > 1)
        throw Failure(ExitCode::failed, fmt::format("{}: several are meant by that:\n{}", word, listed(found)));
    if (candidates.empty())
        throw Absence(ExitCode::failed, fmt::format("{}: there is no {}", word, kind));
    throw Absence(ExitCode::failed, fmt::format("{}: no such {}; there is:\n{}", word, kind, listed(candidates)));
}

}  // namespace

const Sink& find_sink(const Status& status, const std::string& name) {
    Candidates candidates;
    add(candidates, status.sinks);
    return *find(candidates, name, "sink").sink;
}

const Source& find_source(const Status& status, const std::string& name) {
    Candidates candidates;
    add(candidates, status.sources);
    return *find(candidates, name, "source").source;
}

Found find_source_or_sink(const Status& status, const std::string& name) {
    Candidates candidates;
    add(candidates, status.sources);
    add(candidates, status.sinks);
    return find(candidates, name, "source or sink");
}

std::vector<const Sink*> find_sinks(const Status& status, const std::vector<std::string>& names) {
    std::vector<const Sink*> sinks;
    if (names.empty())
        std::transform(status.sinks.begin(), status.sinks.end(), std::back_inserter(sinks),
                       [](const Sink& sink) { return &sink; });
    else
        std::transform(names.begin(), names.end(), std::back_inserter(sinks),
                       [&](const std::string& name) { return &find_sink(status, name); });
    return sinks;
}

}  // namespace kmsmirror::ctl
